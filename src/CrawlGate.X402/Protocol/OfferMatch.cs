using System.Text.Json;

namespace CrawlGate.X402;

/// <summary>Finds our own offer behind a payment, so that nothing the buyer wrote is used from there on.</summary>
public static class OfferMatch
{
    /// <summary>
    /// Version 2: the offer whose every field the buyer echoed unchanged, in any key order; <c>extra</c> may have gained keys.
    /// Version 1: the first offer with the scheme and network, because nothing else is echoed. Null when there is none.
    /// </summary>
    public static PaymentRequirements? Find(IReadOnlyList<PaymentRequirements> offers, PaymentPayload payment)
    {
        foreach (var offer in offers)
        {
            var matches = payment.Accepted is { } accepted
                ? IsEcho(offer, accepted)
                : offer.Scheme == payment.Scheme && CaipNetwork.TryParse(offer.Network, out var network) && network.V1Name == payment.Network;
            if (matches)
                return offer;
        }

        return null;
    }

    /// <summary>
    /// Whether the buyer's extensions leave what was advertised unchanged: each advertised <c>info</c> member is echoed as it
    /// was; members and whole extensions may be added, and extensions may be left out.
    /// </summary>
    public static bool ExtensionsAreEchoed(JsonElement? advertised, JsonElement? echoed)
    {
        if (advertised is not { ValueKind: JsonValueKind.Object } ours || echoed is not { ValueKind: JsonValueKind.Object } theirs)
            return true;

        foreach (var extension in ours.EnumerateObject())
        {
            if (!theirs.TryGetProperty(extension.Name, out var echo))
                continue;
            if (!extension.Value.TryGetProperty("info"u8, out var info))
                continue;
            if (echo.ValueKind != JsonValueKind.Object || !echo.TryGetProperty("info"u8, out var echoedInfo) || !Contains(echoedInfo, info))
                return false;
        }

        return true;
    }

    private static bool IsEcho(PaymentRequirements offer, JsonElement accepted)
    {
        var known = 0;
        foreach (var member in accepted.EnumerateObject())
        {
            var same = member.Name switch
            {
                "scheme" => Is(member.Value, offer.Scheme),
                "network" => Is(member.Value, offer.Network),
                "amount" => Is(member.Value, offer.Amount),
                "asset" => Is(member.Value, offer.Asset),
                "payTo" => Is(member.Value, offer.PayTo),
                "maxTimeoutSeconds" => member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var seconds) && seconds == offer.MaxTimeoutSeconds,
                "extra" => offer.Extra is not { } extra ? member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Null : Contains(member.Value, extra),
                _ => false,
            };
            if (!same)
                return false;
            known += member.Name == "extra" ? 0 : 1;
        }

        return known == 6 && (offer.Extra is null || accepted.TryGetProperty("extra"u8, out _));
    }

    private static bool Is(JsonElement element, string text) => element.ValueKind == JsonValueKind.String && element.ValueEquals(text);

    /// <summary>Whether every member of <paramref name="part"/> stands unchanged in <paramref name="whole"/>.</summary>
    private static bool Contains(JsonElement whole, JsonElement part)
    {
        if (part.ValueKind != JsonValueKind.Object)
            return JsonElement.DeepEquals(whole, part);
        if (whole.ValueKind != JsonValueKind.Object)
            return false;

        foreach (var member in part.EnumerateObject())
        {
            if (!whole.TryGetProperty(member.Name, out var value) || !Contains(value, member.Value))
                return false;
        }

        return true;
    }
}
