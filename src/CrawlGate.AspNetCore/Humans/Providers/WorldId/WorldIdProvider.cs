using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.AspNetCore;

/// <summary>Reads the settings of World ID and puts it to use.</summary>
internal static class WorldIdProvider
{
    // A person is looking at an empty window meanwhile.
    private static readonly TimeSpan BridgeTimeout = TimeSpan.FromSeconds(5);

    public static void Check(WorldIdOptions options, SettingErrors errors)
    {
        if (errors.Require(nameof(options.AppId), options.AppId, "the app's id") && !WorldIdAppId.TryParse(options.AppId, out _))
            errors.Add(nameof(options.AppId), $"'{options.AppId}' is not the id of an app: app_ and lower-case letters, digits and underscores");
        if (errors.Require(nameof(options.RpId), options.RpId, "the relying party's id") && !WorldIdRpId.TryParse(options.RpId, out _))
            errors.Add(nameof(options.RpId), $"'{options.RpId}' is not the id of a relying party: rp_ and sixteen lower-case hexadecimal digits");
        if (WorldIdSigner.TryLoad(options, out var signer, out var key, out var error))
            signer.Dispose();
        else
            errors.Add(key, error);

        CheckVerification(options, errors);
        CheckIssuers(options, errors);
        if (options.IdKitPath is { } path)
        {
            foreach (var name in IdKitEndpoint.Names.Where(name => !File.Exists(Path.Combine(path, name))))
                errors.Add(nameof(options.IdKitPath), $"there is no {name} in '{path}'");
        }

        CheckService(nameof(options.BridgeUrl), options.BridgeUrl, errors);
    }

    public static void Add(PersonhoodProviders providers, WorldIdOptions options, int slots, IServiceProvider services)
    {
        if (!WorldIdSigner.TryLoad(options, out var signer, out _, out var error))
            throw new FormatException(error);

        var time = services.GetRequiredService<TimeProvider>();
        var settings = Read(options);
        var questions = new WorldIdQuestions(settings, signer, services.GetRequiredService<EpochKeys>(), time);
        var verifier = new WorldIdPersonhood(questions, CreateProofs(options, settings, time), time);
        var bridge = new WorldIdBridge(new WorldIdBridgeOptions { BaseUrl = settings.Bridge, Timeout = BridgeTimeout }, time);
        var calls = new ProofLimiter(8);
        List<IPersonhoodEndpoint> endpoints = [new WorldIdStartEndpoint(questions, bridge, calls), new WorldIdWaitEndpoint(verifier, questions, bridge, calls)];
        if (options.IdKitPath is { } path)
        {
            endpoints.AddRange(IdKitEndpoint.Names.Select(name => new IdKitEndpoint(name, Path.GetFullPath(Path.Combine(path, name)))));
            endpoints.AddRange([new WorldIdRequestEndpoint(questions), PageScriptEndpoint.WorldId, new QrEndpoint()]);
        }

        providers.Add(verifier, new WorldIdForm(slots, options.IdKitPath is null ? null : settings.Bridge), [.. endpoints]);
    }

    private static void CheckVerification(WorldIdOptions options, SettingErrors errors)
    {
        if (!WorldIdEnvironments.TryParse(options.Environment, out var environment))
            errors.Add(nameof(options.Environment), $"'{options.Environment}' is none of production, staging, sandbox");
        if (!SettingName.TryParse<WorldIdMode>(options.Mode, out var mode))
        {
            errors.Add(nameof(options.Mode), $"'{options.Mode}' is none of {SettingName.List<WorldIdMode>()}");
            return;
        }

        for (var i = 0; i < options.Rpc.Count; i++)
            errors.RequireHttpUrl($"{nameof(options.Rpc)}:{i}", options.Rpc[i]);
        if (mode == WorldIdMode.Cloud)
        {
            CheckService(nameof(options.CloudUrl), options.CloudUrl, errors);
            return;
        }

        if (options.Rpc.Count == 0)
            errors.Add(nameof(options.Rpc), $"is missing: {SettingName.Of(mode)} reads World Chain through at least one JSON-RPC URL");
        if (environment == WorldIdEnvironment.Sandbox)
            errors.Add(nameof(options.Mode), "no contracts of the sandbox are known here: use cloud");
        else if (Contracts(environment, options.AllowLegacy) is { Router: null } && options.AllowLegacy)
            errors.Add(nameof(options.AllowLegacy), $"no contract for version 3 is known here in {options.Environment}: use cloud");
    }

    private static void CheckIssuers(WorldIdOptions options, SettingErrors errors)
    {
        if (options.IssuerSchemaIds is not { } issuers)
            return;

        if (issuers.Count == 0)
            errors.Add(nameof(options.IssuerSchemaIds), "is empty: nobody could prove anything");
        for (var i = 0; i < issuers.Count; i++)
        {
            if (issuers[i] < 1 || issuers.IndexOf(issuers[i]) < i)
                errors.Add($"{nameof(options.IssuerSchemaIds)}:{i}", "must be a number above 0 that is there once");
        }
    }

    /// <summary>What somebody in between could answer in the service's place must not be plain text.</summary>
    private static void CheckService(string key, string url, SettingErrors errors)
    {
        if (errors.RequireHttpUrl(key, url) && new Uri(url) is { } uri && ((uri.Scheme != Uri.UriSchemeHttps && !uri.IsLoopback) || uri.Query.Length > 0))
            errors.Add(key, "must begin with https:// and have no query");
    }

    private static WorldIdSettings Read(WorldIdOptions options)
    {
        if (!WorldIdAppId.TryParse(options.AppId!, out var app) || !WorldIdRpId.TryParse(options.RpId, out var rpId) || !WorldIdEnvironments.TryParse(options.Environment, out var environment))
            throw new FormatException("The settings were not checked.");

        IReadOnlyList<ulong> issuers = options.IssuerSchemaIds is { } ids ? [.. ids.Select(id => (ulong)id)] : [WorldIdIssuers.ProofOfHuman];
        return new WorldIdSettings(app, rpId, environment, issuers, options.AllowLegacy, new Uri(options.BridgeUrl));
    }

    private static IWorldIdProofs CreateProofs(WorldIdOptions options, WorldIdSettings settings, TimeProvider time)
    {
        SettingName.TryParse<WorldIdMode>(options.Mode, out var mode);
        if (mode == WorldIdMode.Cloud)
            return new WorldIdCloudProofs(new WorldIdCloudOptions { BaseUrl = new Uri(options.CloudUrl) }, time);

        var rpc = new EthereumRpcClient([.. options.Rpc.Select(url => new Uri(url))], timeProvider: time);
        var contracts = Contracts(settings.Environment, settings.AllowLegacy);
        return mode == WorldIdMode.Rpc ? new WorldIdRpcProofs(rpc, contracts) : new WorldIdLocalProofs(rpc, contracts, time);
    }

    private static WorldIdContracts Contracts(WorldIdEnvironment environment, bool allowLegacy)
    {
        var contracts = environment == WorldIdEnvironment.Production ? WorldIdContracts.WorldChain : WorldIdContracts.WorldChainStaging;
        return allowLegacy ? contracts : contracts with { Router = null };
    }
}
