using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>The authorizations that a transaction used, each with its token's next event, read in one pass.</summary>
internal sealed class AuthorizationUses
{
    public static readonly AuthorizationUses None = new();

    private readonly Dictionary<Use, EventLog> _next = [];

    /// <summary>Reads the events of a whole transaction.</summary>
    public static AuthorizationUses Read(IReadOnlyList<EventLog> logs)
    {
        var uses = new AuthorizationUses();
        var last = new Dictionary<Address, Use>();
        foreach (var log in logs)
        {
            if (last.Remove(log.Address, out var use))
                uses._next.TryAdd(use, log);
            if (log.Topics is [var kind, var authorizer, var nonce] && kind == Eip3009Token.AuthorizationUsedEvent)
                last[log.Address] = new Use(log.Address, authorizer, nonce);
        }

        return uses;
    }

    /// <summary>As <see cref="Eip3009Token.ProvesUse"/>: only the token's next event after the use counts, or one transfer could prove two payments.</summary>
    public bool Proves(Address asset, in Eip3009Authorization authorization) =>
        _next.TryGetValue(new Use(asset, Eip3009Token.Topic(authorization.From), authorization.Nonce), out var next)
        && Eip3009Token.IsTransfer(next, authorization);

    private readonly record struct Use(Address Asset, Bytes32 Authorizer, Bytes32 Nonce);
}
