using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>The tokens that payments of a ledger may be in: the configured one, the well-known ones, and others that nobody knows the decimals of.</summary>
/// <param name="configured">The token of the configuration; null when it has none.</param>
internal sealed class LedgerTokens(TokenAsset? configured)
{
    private const string KnownCurrency = "USDC";

    private readonly Dictionary<(ulong, Address), LedgerToken> _found = [];

    /// <summary>The token of a payment. Not for several threads at a time.</summary>
    public LedgerToken Find(in AuthorizationKey key)
    {
        if (_found.TryGetValue((key.ChainId, key.Asset), out var token))
            return token;

        var network = CaipNetwork.ForEvm(key.ChainId);
        return _found[(key.ChainId, key.Asset)] =
            configured is not null && configured.Network == network && configured.Address == key.Asset
                ? new LedgerToken(KnownAssets.Find(network, key.Asset) is null ? configured.Name : KnownCurrency, configured.Decimals, IsDollar: true)
            : KnownAssets.Find(network, key.Asset) is { } known ? new LedgerToken(KnownCurrency, known.Decimals, IsDollar: true)
            : new LedgerToken($"{network}/erc20:{key.Asset}", 0, IsDollar: false);
    }
}
