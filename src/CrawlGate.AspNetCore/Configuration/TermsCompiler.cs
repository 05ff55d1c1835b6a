using System.Globalization;
using System.Text.Json;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>Makes the terms of every price, once for each that differs.</summary>
internal sealed class TermsCompiler(CrawlGateOptions options, AgentKitSettings agents, TokenAsset? asset, IPaymentScheme scheme, SettingErrors errors)
{
    private readonly Dictionary<Sale, PaymentTerms> _terms = [];
    private readonly SellingTerms _selling = SellingTerms.Read(options, errors);
    private readonly ResourceUrl _resource = new(options.PublicUrl ?? "");

    public IReadOnlyList<PaymentTerms> All => [.. _terms.Values];

    /// <summary>The atomic amount of a price; an error at the key unless it is one. Without a token to price it in, which is an error of its own, anything goes.</summary>
    public void Parse(string key, string? price, out UInt256 amount)
    {
        if (!TryParse(price, out amount) && asset is not null)
            errors.Add(key, $"'{price}' is not a dollar price of at least one atomic unit of {asset.Name} ({asset.Decimals} decimals)");
    }

    /// <summary>The atomic amount of a price whose error is reported elsewhere.</summary>
    public bool TryParse(string? price, out UInt256 amount)
    {
        amount = default;
        return asset is not null && DollarPrice.TryParse(price, asset.Decimals, out amount);
    }

    /// <summary>The terms of a sale; null once there are errors, after which nothing compiled is used.</summary>
    public PaymentTerms? For(Sale sale)
    {
        if (asset is null || errors.All.Count > 0)
            return null;
        if (_terms.TryGetValue(sale, out var known))
            return known;

        var terms = Make(sale, asset, isDiscounted: false);
        return _terms[sale] = agents.Mode is AgentKitMode.Discount(var percent, _)
            ? terms with { ForAgents = Make(sale with { Amount = Discounted(sale.Amount, percent) }, asset, isDiscounted: true) }
            : terms;
    }

    private PaymentTerms Make(Sale sale, TokenAsset asset, bool isDiscounted)
    {
        var offers = new[] { scheme.CreateOffer(new OfferTerms(asset, sale.Amount, sale.PayTo, options.MaxTimeoutSeconds) { IsUpfront = sale.Flow == PaymentFlow.Upfront }) };
        var dollars = decimal.Parse(DollarPrice.Format(sale.Amount, asset.Decimals), CultureInfo.InvariantCulture);
        var extensions = PaymentIdentifier.Advertise(_selling.Identifiers);
        var forAgents = agents.IsConfigured ? AgentOfferJson.Extend(extensions, agents, isDiscounted) : (JsonElement?)null;
        return new PaymentTerms
        {
            Offers = offers,
            PayTo = sale.PayTo,
            Amount = sale.Amount,
            Flow = sale.Flow,
            Deferral = sale.Flow == PaymentFlow.Deferred ? new DeferralTerms(Micros(dollars), _selling.Limits, _selling.SettleAfter) : null,
            RetryWindow = _selling.RetryWindow,
            Identifiers = _selling.Identifiers,
            Dollars = dollars,
            Quote = new QuoteTemplate(offers, new QuoteTerms(sale.Description, sale.MimeType, options.AcceptV1, options.Contact, dollars, extensions, forAgents)),
            Resource = _resource,
        };
    }

    /// <summary>There is no payment of nothing.</summary>
    private static UInt256 Discounted(UInt256 amount, int percent) => AgentKitDiscount.Apply(amount, percent) is { IsZero: false } rest ? rest : 1;

    private static long Micros(decimal dollars) => decimal.ToInt64(decimal.Ceiling(Math.Min(dollars * 1_000_000m, long.MaxValue / 4)));
}

/// <summary>What makes one price differ from another.</summary>
internal sealed record Sale(UInt256 Amount, Address PayTo, PaymentFlow Flow, string? Description, string? MimeType);
