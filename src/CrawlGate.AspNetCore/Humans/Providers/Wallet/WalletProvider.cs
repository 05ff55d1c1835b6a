using CrawlGate.Ethereum;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.AspNetCore;

/// <summary>Reads where wallets are known, and puts it to use.</summary>
internal static class WalletProvider
{
    private const int MaxNameLength = 100;

    public static void Check(string name, WalletOptions options, SettingErrors errors)
    {
        if (options.Preset is null)
            WalletRules.CheckOwn(options, errors);
        else
            WalletRules.CheckPreset(options, errors);

        if (options.Rpc.Count == 0)
            errors.Add(nameof(options.Rpc), "is missing: the contract is read through at least one JSON-RPC URL");
        for (var i = 0; i < options.Rpc.Count; i++)
            errors.RequireHttpUrl($"{nameof(options.Rpc)}:{i}", options.Rpc[i]);
        if ((options.Name ?? name) is { Length: > MaxNameLength } or "")
            errors.Add(nameof(options.Name), $"must be 1 to {MaxNameLength} characters");
        LevelSetting.Read(nameof(options.Level), options.Level, errors);
    }

    public static void Add(PersonhoodProviders providers, IReadOnlyDictionary<string, WalletOptions> wallets, IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        WalletSource[] sources = [.. wallets.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Read(pair.Key, pair.Value, time))];
        var verifier = new WalletPersonhood(sources, time);
        var form = new WalletForm([.. sources.Select(source => (source.Key, source.Name))]);
        providers.Add(verifier, form, new WalletEndpoint(verifier), PageScriptEndpoint.Wallet);
    }

    private static WalletSource Read(string key, WalletOptions options, TimeProvider time)
    {
        SettingName.TryParse<PersonhoodLevel>(options.Level, out var level);
        var rpc = new EthereumRpcClient([.. options.Rpc.Select(url => new Uri(url))], timeProvider: time);
        return new WalletSource(key, options.Name ?? key, WalletRules.Read(key, options), rpc, level);
    }
}
