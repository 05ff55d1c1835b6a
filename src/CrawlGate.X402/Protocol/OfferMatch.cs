using System.Text.Json;

namespace CrawlGate.X402;

/// <summary>Finds our own offer behind a payment, so that nothing the buyer wrote is used from there on.</summary>
public static class OfferMatch
{
    private const int CoreMembers = 6;

    /// <summary>
    /// Version 2: the offer whose every field the buyer echoed unchanged, in any key order; <c>extra</c> may have gained keys.
    /// Version 1: the first offer with the scheme and network, because nothing else is echoed. Null when there is none.
    /// </summary>
    public static PaymentRequirements? Find(IReadOnlyList<PaymentRequirements> offers, PaymentPayload payment)
    {
        for (var i = 0; i < offers.Count; i++)
        {
            var offer = offers[i];
            var matches = payment.Accepted is { } accepted
                ? EchoMemory.Knows(offer, accepted) || IsEchoForTheFirstTime(offer, accepted)
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

    private static bool IsEchoForTheFirstTime(PaymentRequirements offer, JsonElement accepted)
    {
        if (!IsEcho(offer, accepted))
            return false;

        EchoMemory.Remember(offer, accepted);
        return true;
    }

    /// <summary>Compares names and values as UTF-8 where they stand: a payment is matched without making strings of it.</summary>
    private static bool IsEcho(PaymentRequirements offer, JsonElement accepted)
    {
        var (core, hasExtra) = (0, false);
        foreach (var member in accepted.EnumerateObject())
        {
            if (member.NameEquals("extra"u8))
            {
                hasExtra = true;
                if (!IsExtra(offer.Extra, member.Value))
                    return false;
            }
            else if (IsCore(offer, member))
            {
                core++;
            }
            else
            {
                return false;
            }
        }

        return core == CoreMembers && (hasExtra || offer.Extra is null);
    }

    private static bool IsCore(PaymentRequirements offer, JsonProperty member) =>
        member.NameEquals("scheme"u8) ? Is(member.Value, offer.Scheme)
        : member.NameEquals("network"u8) ? Is(member.Value, offer.Network)
        : member.NameEquals("amount"u8) ? Is(member.Value, offer.Amount)
        : member.NameEquals("asset"u8) ? Is(member.Value, offer.Asset)
        : member.NameEquals("payTo"u8) ? Is(member.Value, offer.PayTo)
        : member.NameEquals("maxTimeoutSeconds"u8) && member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var seconds) && seconds == offer.MaxTimeoutSeconds;

    private static bool IsExtra(JsonElement? offered, JsonElement echoed) =>
        offered is { } extra ? Contains(echoed, extra) : echoed.ValueKind is JsonValueKind.Object or JsonValueKind.Null;

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
