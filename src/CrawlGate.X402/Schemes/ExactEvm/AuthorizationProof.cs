using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>What one transaction proves about an EIP-3009 authorization.</summary>
public abstract record AuthorizationProof
{
    private AuthorizationProof() { }

    /// <summary>
    /// It used this authorization, and the payee got exactly the authorised amount. <paramref name="Event"/> is the place of the use among
    /// the transaction's events, from 0: transaction and place together name one payment, which can prove one entry of a ledger only.
    /// </summary>
    public sealed record Proven(int Event) : AuthorizationProof;

    /// <summary>It used the nonce, but for another transfer: <paramref name="Value"/> atomic units to <paramref name="To"/>; null when the token tells of no transfer.</summary>
    public sealed record OtherTransfer(int Event, Address? To, UInt256? Value) : AuthorizationProof;

    /// <summary>It succeeded and used nothing of this authorization.</summary>
    public sealed record NotHeld : AuthorizationProof;

    /// <summary>It failed, so nothing moved.</summary>
    public sealed record Reverted : AuthorizationProof;

    /// <summary>No block that the node knows holds such a transaction.</summary>
    public sealed record NotFound : AuthorizationProof;

    /// <summary>No node could tell. <paramref name="Detail"/> is for logs and operators only.</summary>
    public sealed record Unavailable(string Detail) : AuthorizationProof;
}
