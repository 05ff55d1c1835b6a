using System.Buffers.Binary;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.LedgerRacer;

/// <summary>Claims of the same payments in every process, all at once.</summary>
internal static class Race
{
    private static readonly Address Token = Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");

    private static readonly Address Payer = Address.Parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");

    /// <summary>How many claims of each payment this process won.</summary>
    public static async Task<int[]> RunAsync(IPaymentLedger ledger, int payments, int claimsEach)
    {
        var wins = new int[payments];
        await Task.WhenAll(Enumerable.Range(0, payments * claimsEach).Select(i => Task.Run(async () =>
        {
            if (await ledger.ClaimAsync(Claim(i % payments)) is ClaimOutcome.Claimed)
                Interlocked.Increment(ref wins[i % payments]);
        })));
        return wins;
    }

    private static PaymentClaim Claim(int number)
    {
        var nonce = new byte[Bytes32.Length];
        BinaryPrimitives.WriteInt32BigEndian(nonce, number);
        return new PaymentClaim
        {
            Key = new AuthorizationKey(84532, Token, Payer, new Bytes32(nonce)),
            Fingerprint = new Bytes32(nonce),
            Resource = "GET https://site.example/page",
            PayTo = Token,
            Amount = 1000,
            ValidBefore = DateTimeOffset.FromUnixTimeSeconds(4_000_000_000),
        };
    }
}
