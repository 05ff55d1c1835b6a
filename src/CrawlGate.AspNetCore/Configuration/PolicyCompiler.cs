using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>Turns options into policies, or into the list of everything that is wrong with them.</summary>
internal static class PolicyCompiler
{
    /// <summary>The name of the configuration section, and the path that errors begin with.</summary>
    public const string Section = "CrawlGate";

    private const int MaxConfirmations = 1000;
    private const int MaxFeeGwei = 1_000_000;

    /// <summary>Checks and compiles everything; null when there are errors.</summary>
    /// <param name="options">The options.</param>
    /// <param name="scheme">Makes the offers.</param>
    /// <param name="errors">Every mistake, each with the path of its key.</param>
    /// <param name="time">What days of free requests go by; the system's when left out.</param>
    public static GateSnapshot? Compile(
        CrawlGateOptions options, IPaymentScheme scheme, out IReadOnlyList<string> errors, TimeProvider? time = null)
    {
        var found = new SettingErrors(Section);
        errors = found.All;
        if (found.Require(nameof(options.PublicUrl), options.PublicUrl, "the site's public base URL, like https://news.example"))
            found.RequireHttpUrl(nameof(options.PublicUrl), options.PublicUrl);
        if (options.MaxTimeoutSeconds is < 10 or > 3600)
            found.Add(nameof(options.MaxTimeoutSeconds), "must be between 10 and 3600 seconds");
        if (options.OperatorKey is { Length: < OperatorKey.MinLength })
            found.Add(nameof(options.OperatorKey), $"must have at least {OperatorKey.MinLength} characters");
        if (options.DecisionsLoggedPerSecond < 0)
            found.Add(nameof(options.DecisionsLoggedPerSecond), "must not be negative");
        CheckFacilitator(options, found);
        StoreAddress.Check(options, found);
        FacilitatorServiceCompiler.Compile(options.Facilitator, found);
        PersonhoodCompiler.Compile(options, found);
        var agents = AgentKitCompiler.Compile(options.AgentKit, found.Below(nameof(options.AgentKit)));

        var site = IdentityCompiler.ReadSite(options, found);
        var crawlers = IdentityCompiler.ReadCatalogue(options, found);
        var clientAddress = IdentityCompiler.ReadClientAddress(options, found);
        IdentityCompiler.CheckVerification(options, found);

        var asset = ReadAsset(options, scheme, found);
        var terms = new TermsCompiler(options, agents, asset, scheme, found);
        var policies = new List<AccessPolicy>();
        Add(AccessPolicies.DefaultName, "", new PolicyOptions { Mode = options.Mode, Flow = options.Flow, Rules = options.Rules });
        foreach (var (name, policy) in options.Policies)
        {
            if (name.Equals(AccessPolicies.DefaultName, StringComparison.OrdinalIgnoreCase))
                found.Add($"{nameof(options.Policies)}:{name}", "the default policy is made of the settings above; change those");
            else
                Add(name, $"{nameof(options.Policies)}:{name}:", policy);
        }

        var operatorKey = options.OperatorKey is { } key ? new OperatorKey(key) : null;
        return found.All.Count == 0
            ? new GateSnapshot(site!, crawlers!, clientAddress!, new AccessPolicies(policies), terms.All, asset!, operatorKey, options.Contact, options.DecisionsLoggedPerSecond)
            : null;

        void Add(string name, string path, PolicyOptions policy)
        {
            if (CompileOne(name, path, policy, options, terms, found, time ?? TimeProvider.System) is { } compiled)
                policies.Add(compiled);
        }
    }

    private static AccessPolicy? CompileOne(
        string name, string path, PolicyOptions policy, CrawlGateOptions defaults, TermsCompiler terms, SettingErrors errors, TimeProvider time)
    {
        // A policy that leaves a setting out inherits it together with its error, which the default policy reports.
        var inherits = path.Length > 0;
        var payTo = default(Address);
        if ((!inherits || policy.PayTo is not null) && errors.Require($"{path}PayTo", policy.PayTo ?? defaults.PayTo, "the address that is paid"))
        {
            if (!Address.TryParse(policy.PayTo ?? defaults.PayTo, out payTo))
                errors.Add($"{path}PayTo", $"'{policy.PayTo ?? defaults.PayTo}' is not an Ethereum address, or its checksum is wrong");
            else if (payTo.IsZero)
                errors.Add($"{path}PayTo", "is the zero address, which nobody owns");
        }
        else
        {
            Address.TryParse(defaults.PayTo, out payTo);
        }

        var amount = default(UInt256);
        if (inherits && policy.Price is null)
            terms.TryParse(defaults.Price, out amount);
        else if (errors.Require($"{path}Price", policy.Price ?? defaults.Price, "the price of a page in dollars, like $0.001"))
            terms.Parse($"{path}Price", policy.Price ?? defaults.Price, out amount);

        if (policy.Mode is not null && !SettingName.TryParse<GateMode>(policy.Mode, out _))
            errors.Add($"{path}{nameof(policy.Mode)}", $"'{policy.Mode}' is none of {SettingName.List<GateMode>()}");
        SettingName.TryParse<GateMode>(policy.Mode ?? defaults.Mode, out var mode);

        if (policy.Flow is not null && !SettingName.TryParse<PaymentFlow>(policy.Flow, out _))
            errors.Add($"{path}{nameof(policy.Flow)}", $"'{policy.Flow}' is none of {SettingName.List<PaymentFlow>()}");
        SettingName.TryParse<PaymentFlow>(policy.Flow ?? defaults.Flow, out var flow);

        var sale = new Sale(amount, payTo, flow, policy.Description ?? defaults.Description, policy.MimeType);
        if (policy.Humans is not null && !SettingName.TryParse<HumanAccess>(policy.Humans, out _))
            errors.Add($"{path}{nameof(policy.Humans)}", $"'{policy.Humans}' is none of {SettingName.List<HumanAccess>()}");
        var humans = HumansOf(policy, defaults);

        var canChallenge = humans != HumanAccess.Off && PersonhoodCompiler.IsConfigured(defaults.Personhood);
        var own = new RuleCompiler(errors, terms, sale, time, canChallenge).Compile(policy.Rules, $"{path}{nameof(policy.Rules)}");
        return terms.For(sale) is { } price
            ? new AccessPolicy(name, mode, [.. own, .. BuiltInRules.For(policy.Charge ?? defaults.Charge, price)], price, humans)
            : null;
    }

    /// <summary>A service that everyone pays for, people included, is not free for people unless somebody says so.</summary>
    private static HumanAccess HumansOf(PolicyOptions policy, CrawlGateOptions defaults) =>
        SettingName.TryParse<HumanAccess>(policy.Humans ?? defaults.Humans, out var chosen) ? chosen
            : (policy.Charge ?? defaults.Charge) == ChargedAudience.Everyone ? HumanAccess.Off
            : HumanAccess.Budget;

    private static TokenAsset? ReadAsset(CrawlGateOptions options, IPaymentScheme scheme, SettingErrors errors)
    {
        if (!errors.Require(nameof(options.Network), options.Network, "the network to settle on, like eip155:8453"))
            return null;
        if (!CaipNetwork.TryParse(options.Network, out var network) || !scheme.Supports(network))
        {
            errors.Add(nameof(options.Network), $"'{options.Network}' is not an EVM network in CAIP-2 form, like eip155:8453");
            return null;
        }

        if (options.Asset is not { } asset)
        {
            var known = KnownAssets.ForNetwork(network);
            if (known is null)
                errors.Add(nameof(options.Asset), $"is missing: no dollar token is known on {network}");
            return known;
        }

        var path = nameof(options.Asset);
        var hasAddress = errors.Require($"{path}:Address", asset.Address, "the token's contract");
        var complete = errors.Require($"{path}:Name", asset.Name, "the token's EIP-712 domain name")
            & errors.Require($"{path}:Version", asset.Version, "the token's EIP-712 domain version");
        if (asset.Decimals is < 0 or > 24)
            errors.Add($"{path}:Decimals", "must be between 0 and 24");
        if (hasAddress && !Address.TryParse(asset.Address, out _))
            errors.Add($"{path}:Address", $"'{asset.Address}' is not an Ethereum address, or its checksum is wrong");

        return complete && Address.TryParse(asset.Address, out var address) && asset.Decimals is >= 0 and <= 24
            ? new TokenAsset(network, address, asset.Name!, asset.Version!, asset.Decimals)
            : null;
    }

    private static void CheckFacilitator(CrawlGateOptions options, SettingErrors errors)
    {
        const string Path = nameof(options.Facilitator);
        if (options.Facilitator.Local is not null == options.Facilitator.Urls.Count > 0)
            errors.Add(Path, "set either Local (settle here) or Urls (hand over to facilitators)");

        if (options.Facilitator.Local is { } local)
        {
            var hasOne = local.SignerKeyFile is not null != local.SignerKeyVariable is not null;
            var hasOthersOnly = local is { SignerKeyFile: null, SignerKeyVariable: null, SignerKeyFiles.Count: > 0 };
            if (!hasOne && !hasOthersOnly)
                errors.Add($"{Path}:Local", "set either SignerKeyFile or SignerKeyVariable");
            else if (!SignerSource.TryLoad(local, out var signers, out var key, out var error))
                errors.Add($"{Path}:Local:{key}", error);
            else
                signers.ToList().ForEach(signer => signer.Dispose());
            if (local.Confirmations is < 1 or > MaxConfirmations)
                errors.Add($"{Path}:Local:{nameof(local.Confirmations)}", $"must be between 1 and {MaxConfirmations}");
            if (local.MaxFeeGwei is <= 0 or > MaxFeeGwei)
                errors.Add($"{Path}:Local:{nameof(local.MaxFeeGwei)}", $"must be above 0 and at most {MaxFeeGwei}");
            if (options.Rpc.Count == 0)
                errors.Add(nameof(options.Rpc), "is missing: local settlement needs at least one JSON-RPC URL");
        }

        for (var i = 0; i < options.Facilitator.Urls.Count; i++)
            errors.RequireHttpUrl($"{Path}:Urls:{i}", options.Facilitator.Urls[i]);
        RemoteFacilitators.Check(options.Facilitator, errors.Below(Path));
        for (var i = 0; i < options.Rpc.Count; i++)
            errors.RequireHttpUrl($"{nameof(options.Rpc)}:{i}", options.Rpc[i]);
    }
}
