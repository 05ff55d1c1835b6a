using System.Security.Cryptography;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

/// <summary>Payments as they come out of the pure checks, for <see cref="ScriptedChain"/>.</summary>
internal static class TestPayments
{
    /// <summary>A payment that no other has the nonce of.</summary>
    public static ExactEvmInspection New(string payer = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8", bool proven = true)
    {
        Assert.True(ExactEvmTerms.TryGet(X402Vectors.Offer, out var terms, out _));
        var authorization = new Eip3009Authorization(Address.Parse(payer), terms.PayTo, terms.Amount, 0, 4_000_000_000, new Bytes32(RandomNumberGenerator.GetBytes(32)));
        return new ExactEvmInspection
        {
            Terms = terms,
            Payload = new ExactEvmPayload(authorization, new byte[65]),
            Digest = authorization.Digest(terms.DomainSeparator),
            SignatureProven = proven,
        };
    }
}
