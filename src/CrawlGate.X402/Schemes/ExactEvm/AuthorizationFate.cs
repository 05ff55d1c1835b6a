using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>What the chain says became of an EIP-3009 authorization.</summary>
public abstract record AuthorizationFate
{
    private AuthorizationFate() { }

    /// <summary>Neither used nor cancelled: it can still be submitted while it is valid.</summary>
    public sealed record Unused : AuthorizationFate;

    /// <summary>Used, and the payee got exactly the authorised amount in this transaction, whoever submitted it.</summary>
    public sealed record Paid(Bytes32 Transaction) : AuthorizationFate;

    /// <summary>Cancelled, or its nonce went to another transfer: this authorization never pays.</summary>
    public sealed record Spent(Bytes32 Transaction) : AuthorizationFate;

    /// <summary>Used or cancelled, but the event that would say which was not found in the blocks looked through.</summary>
    public sealed record UsedWithoutTrace : AuthorizationFate;

    /// <summary>No node could tell. <paramref name="Detail"/> is for logs only.</summary>
    public sealed record Unavailable(string Detail) : AuthorizationFate;
}
