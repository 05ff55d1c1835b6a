using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>Turns options into policies, or into the list of everything that is wrong with them.</summary>
internal static class PolicyCompiler
{
    /// <summary>The name of the configuration section, and the path that errors begin with.</summary>
    public const string Section = "CrawlGate";

    /// <summary>Checks and compiles everything; null when there are errors.</summary>
    public static CompiledOptions? Compile(CrawlGateOptions options, IPaymentScheme scheme, out IReadOnlyList<string> errors)
    {
        var found = new SettingErrors(Section);
        errors = found.All;
        if (found.Require(nameof(options.PublicUrl), options.PublicUrl, "the site's public base URL, like https://news.example"))
            found.RequireHttpUrl(nameof(options.PublicUrl), options.PublicUrl);
        if (options.MaxTimeoutSeconds is < 10 or > 3600)
            found.Add(nameof(options.MaxTimeoutSeconds), "must be between 10 and 3600 seconds");
        CheckFacilitator(options, found);

        var asset = ReadAsset(options, scheme, found);
        var policies = new List<PaymentPolicy>();
        Add(PaymentPolicies.DefaultName, "", new PolicyOptions());
        foreach (var (name, policy) in options.Policies)
        {
            if (name.Equals(PaymentPolicies.DefaultName, StringComparison.OrdinalIgnoreCase))
                found.Add($"{nameof(options.Policies)}:{name}", "the default policy is made of the settings above; change those");
            else
                Add(name, $"{nameof(options.Policies)}:{name}:", policy);
        }

        return found.All.Count == 0 ? new CompiledOptions(new PaymentPolicies(policies), asset!, options.PublicUrl!, options.AcceptV1) : null;

        void Add(string name, string path, PolicyOptions policy)
        {
            if (CompileOne(name, path, policy, options, asset, scheme, found) is { } compiled)
                policies.Add(compiled);
        }
    }

    private static PaymentPolicy? CompileOne(
        string name, string path, PolicyOptions policy, CrawlGateOptions defaults, TokenAsset? asset, IPaymentScheme scheme, SettingErrors errors)
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
        if ((!inherits || policy.Price is not null) && errors.Require($"{path}Price", policy.Price ?? defaults.Price, "the price of a page in dollars, like $0.001"))
        {
            if (asset is not null && !DollarPrice.TryParse(policy.Price ?? defaults.Price, asset.Decimals, out amount))
                errors.Add($"{path}Price", $"'{policy.Price ?? defaults.Price}' is not a dollar price of at least one atomic unit of {asset.Name} ({asset.Decimals} decimals)");
        }
        else if (asset is not null)
        {
            DollarPrice.TryParse(defaults.Price, asset.Decimals, out amount);
        }

        if (asset is null || errors.All.Count > 0)
            return null;

        var offers = new[] { scheme.CreateOffer(new OfferTerms(asset, amount, payTo, defaults.MaxTimeoutSeconds)) };
        var dollars = decimal.Parse(DollarPrice.Format(amount, asset.Decimals), System.Globalization.CultureInfo.InvariantCulture);
        var terms = new QuoteTerms(policy.Description ?? defaults.Description, policy.MimeType, defaults.AcceptV1, defaults.Contact, dollars);
        return new PaymentPolicy
        {
            Name = name,
            Charge = policy.Charge ?? defaults.Charge,
            Offers = offers,
            Dollars = dollars,
            Quote = new QuoteTemplate(offers, terms),
        };
    }

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
            if (local.SignerKeyFile is not null == local.SignerKeyVariable is not null)
                errors.Add($"{Path}:Local", "set either SignerKeyFile or SignerKeyVariable");
            else if (SignerSource.TryLoad(local, out var signer, out var key, out var error))
                signer.Dispose();
            else
                errors.Add($"{Path}:Local:{key}", error);
            if (options.Rpc.Count == 0)
                errors.Add(nameof(options.Rpc), "is missing: local settlement needs at least one JSON-RPC URL");
        }

        for (var i = 0; i < options.Facilitator.Urls.Count; i++)
            errors.RequireHttpUrl($"{Path}:Urls:{i}", options.Facilitator.Urls[i]);
        for (var i = 0; i < options.Rpc.Count; i++)
            errors.RequireHttpUrl($"{nameof(options.Rpc)}:{i}", options.Rpc[i]);
    }
}
