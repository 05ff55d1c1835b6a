using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Client;

/// <summary>
/// Chooses the offer to pay: those that settle after serving first, then the server's order; the first one that passes every
/// rule wins and its price is reserved.
/// </summary>
internal sealed class OfferSelection(PaymentOptions options, PaymentBudget budget)
{
    /// <summary>The chosen offer, or the refusal of the offer that came furthest.</summary>
    public (ChosenOffer? Chosen, PaymentRefusal? Refusal) Choose(Quote quote)
    {
        var refusal = new PaymentRefusal(PaymentRefusalReason.NoUsableOffer, "No offer has a scheme, network and payment flow that this client pays with.");
        foreach (var offer in quote.Offers.OrderBy(offer => SettlesAfterServing(offer) ? 0 : 1))
        {
            if (!TryChoose(offer, out var chosen, out var obstacle))
                refusal = obstacle is not null && obstacle.Reason > refusal.Reason ? obstacle : refusal;
            else
                return (chosen, null);
        }

        return (null, refusal);
    }

    private bool TryChoose(Offer offer, out ChosenOffer? chosen, out PaymentRefusal? refusal)
    {
        (chosen, refusal) = (null, null);
        var terms = offer.Terms;
        var scheme = options.Schemes.FirstOrDefault(scheme => scheme.Scheme == terms.Scheme && scheme.Supports(terms));
        if (scheme is null || options.Networks?.Contains(offer.Network) == false)
            return false;
        if (!Address.TryParse(terms.PayTo, out var payTo) || payTo.IsZero || !UInt256.TryParse(terms.Amount, out var amount))
            return false;

        if (!Address.TryParse(terms.Asset, out var contract) || FindAsset(offer.Network, contract) is not { } asset)
            return Refuse(PaymentRefusalReason.UnknownAsset, $"The token {UntrustedJson.ForPeople(terms.Asset)} on {offer.Network} is not one to pay with.", out refusal);
        if (!NamesMatch(terms.Extra, asset))
            return Refuse(PaymentRefusalReason.AssetMismatch, $"The offer calls the token {asset.Address} on {offer.Network} by another name or version than '{asset.Name}', '{asset.Version}'.", out refusal);
        if (!TryGetDollars(amount, asset.Decimals, out var dollars) || dollars > options.MaxPerRequest)
            return Refuse(PaymentRefusalReason.AboveMaxPerRequest, $"The price of ${DollarPrice.Format(amount, asset.Decimals)} is above the limit of ${Text(options.MaxPerRequest)} a request.", out refusal);
        if (!budget.TryReserve(dollars))
            return Refuse(PaymentRefusalReason.AboveMaxTotal, $"The price of ${Text(dollars)} is more than what is left of the total of ${Text(options.MaxTotal ?? 0)}.", out refusal);

        chosen = new ChosenOffer(offer, scheme, asset, amount, dollars, payTo);
        return true;
    }

    private TokenAsset? FindAsset(CaipNetwork network, Address contract)
    {
        bool IsIt(TokenAsset asset) => asset.Network == network && asset.Address == contract;

        return options.AdditionalAssets.FirstOrDefault(IsIt)
            ?? (options.AllowedAssets is { } allowed ? allowed.FirstOrDefault(IsIt) : KnownAssets.Find(network, contract));
    }

    /// <summary>What the offer leaves out is taken from the table; what it says must agree.</summary>
    private static bool NamesMatch(JsonElement? extra, TokenAsset asset) =>
        Agrees(extra, "name"u8, asset.Name) && Agrees(extra, "version"u8, asset.Version);

    private static bool Agrees(JsonElement? extra, ReadOnlySpan<byte> name, string value) =>
        extra is not { } members
        || !members.TryGetProperty(name, out var member)
        || member.ValueKind == JsonValueKind.Null
        || (member.ValueKind == JsonValueKind.String && member.ValueEquals(value));

    private static bool SettlesAfterServing(Offer offer) =>
        offer.Terms.Extra is not { } extra
        || !extra.TryGetProperty("paymentFlow"u8, out var flow)
        || flow.ValueKind == JsonValueKind.Null
        || (flow.ValueKind == JsonValueKind.String && flow.ValueEquals("authorization"u8));

    /// <summary>Exact, or false for an amount that a decimal cannot hold, which is billions of dollars at the least.</summary>
    private static bool TryGetDollars(UInt256 amount, int decimals, out decimal dollars)
    {
        dollars = 0;
        Span<byte> word = stackalloc byte[32];
        amount.WriteTo(word);
        if (decimals is < 0 or > 28 || word[..20].ContainsAnyExcept((byte)0))
            return false;

        dollars = new decimal(
            BinaryPrimitives.ReadInt32BigEndian(word[28..]),
            BinaryPrimitives.ReadInt32BigEndian(word[24..]),
            BinaryPrimitives.ReadInt32BigEndian(word[20..]),
            isNegative: false,
            (byte)decimals);
        return true;
    }

    private static bool Refuse(PaymentRefusalReason reason, string message, out PaymentRefusal? refusal)
    {
        refusal = new PaymentRefusal(reason, message);
        return false;
    }

    private static string Text(decimal dollars) => dollars.ToString("0.############################", CultureInfo.InvariantCulture);
}

/// <summary>An offer that passed every rule, with what the buyer knows about it.</summary>
internal sealed record ChosenOffer(Offer Offer, IPaymentSchemeClient Scheme, TokenAsset Asset, UInt256 Amount, decimal Dollars, Address PayTo);
