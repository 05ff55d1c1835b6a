using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.Gateway;
using CrawlGate.X402;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrawlGate.Cli;

/// <summary>Opens the ledger that a configuration names, or says why there is none to read.</summary>
/// <param name="open">Makes the ledger of a store setting like <c>sqlite:PATH</c>; null when it is no store that this tool can open.</param>
internal sealed class LedgerAccess(Func<string, IPaymentLedger?> open)
{
    public const string StoreKey = "Store";

    private const string Memory = "memory";

    /// <summary>The stores that gateways have.</summary>
    public static LedgerAccess Stores { get; } = new(OpenStore);

    /// <summary>
    /// Opens it. Only the file has to be readable, not the whole configuration right: accountants have no signing key. Opening may create
    /// or upgrade the store and name this process as one that uses it; it owns no payments and takes none.
    /// </summary>
    public async Task<LedgerOpening> OpenAsync(string file, CancellationToken cancellationToken)
    {
        using var configuration = new ConfigurationManager();
        var errors = GatewayConfiguration.Load(configuration, ["--config", file]);
        var section = configuration.GetSection(GatewayConfiguration.Section);
        if (!section.Exists())
            return new LedgerOpening.Refused(string.Join(Environment.NewLine, errors.DefaultIfEmpty($"{file} has no section {GatewayConfiguration.Section}")));

        var store = section[StoreKey] ?? StoreAddress.Default;
        if (store == Memory)
        {
            return new LedgerOpening.Refused(
                $"{GatewayConfiguration.Section}:{StoreKey} is {Memory}: payments live in the running gateway and end with it, so there is nothing to read. "
                + "sqlite:PATH or redis:CONNECTION keeps them.");
        }

        if (StoreAddress.TryParse(store, out var address) && address.Kind == StoreKind.Redis && RedisConnectionText.FindFault(address.Location) is { } fault)
            return new LedgerOpening.Refused($"{GatewayConfiguration.Section}:{StoreKey}: {fault}");
        if (open(store) is not { } ledger)
            return new LedgerOpening.Refused($"{GatewayConfiguration.Section}:{StoreKey}: this tool cannot open a store of the kind '{KindOf(store)}'.");

        await ledger.OpenAsync(cancellationToken);
        return new LedgerOpening.Opened(new LedgerReader(ledger), new LedgerTokens(AssetOf(section)), [.. section.GetSection(nameof(CrawlGateOptions.Rpc)).GetChildren().Select(url => url.Value ?? "")]);
    }

    /// <summary>The ledger of a store setting.</summary>
    private static IPaymentLedger? OpenStore(string store) =>
        StoreAddress.TryParse(store, out var address) ? PaymentStore.Create(address, TimeProvider.System, new LedgerSettings(), NullLoggerFactory.Instance).Ledger : null;

    // A connection may hold a password, and so may a text without a kind.
    private static string KindOf(string store) => store.IndexOf(':') is > 0 and <= 16 and var colon && !store[..colon].Contains('=') ? Printable.Text(store[..colon]) : "(none)";

    private static TokenAsset? AssetOf(IConfigurationSection section)
    {
        if (!CaipNetwork.TryParse(section[nameof(CrawlGateOptions.Network)], out var network))
            return null;

        var asset = section.GetSection(nameof(CrawlGateOptions.Asset));
        if (!asset.Exists())
            return KnownAssets.ForNetwork(network);

        var defaults = new AssetOptions();
        var decimals = asset[nameof(AssetOptions.Decimals)] is { } text ? int.TryParse(text, out var own) ? own : -1 : defaults.Decimals;
        return decimals is >= 0 and <= 24 && Address.TryParse(asset[nameof(AssetOptions.Address)], out var address)
            ? new TokenAsset(network, address, asset[nameof(AssetOptions.Name)] ?? address.ToString(), asset[nameof(AssetOptions.Version)] ?? "", decimals)
            : null;
    }
}

/// <summary>What opening a ledger came to.</summary>
internal abstract record LedgerOpening
{
    private LedgerOpening() { }

    /// <summary>It is open.</summary>
    /// <param name="Ledger">The ledger.</param>
    /// <param name="Tokens">How its amounts are written.</param>
    /// <param name="Rpc">The configuration's nodes.</param>
    public sealed record Opened(LedgerReader Ledger, LedgerTokens Tokens, IReadOnlyList<string> Rpc) : LedgerOpening;

    /// <summary>There is nothing to read.</summary>
    public sealed record Refused(string Why) : LedgerOpening;
}
