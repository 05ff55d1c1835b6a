using System.Net.Http.Headers;
using System.Text.Json;
using CrawlGate.X402;

namespace CrawlGate.Client;

/// <summary>Finds the quote in a 402 response: the version 2 header first, then the version 1 body. Nothing in it is trusted.</summary>
internal static class QuoteReader
{
    private const int MaxBodyBytes = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = PaymentHeader.MaxJsonDepth, AllowDuplicateProperties = false };

    /// <summary>The quote, or null when there is none. The body stays readable for the caller.</summary>
    public static async ValueTask<Quote?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (ReadHeader(response.Headers) is { } quote)
            return quote;
        if (!MayHoldQuote(response.Content.Headers))
            return null;

        var received = response.Content;
        (response.Content, var body) = await BufferedContent.ReadAsync(received, MaxBodyBytes, cancellationToken);
        if (body is null)
            return null;

        received.Dispose();
        return ReadBody(body);
    }

    private static Quote? ReadHeader(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues(X402Headers.PaymentRequired, out var values) || values.ToArray() is not [var header])
            return null;

        return PaymentHeader.TryDecodeJson(header, out var root, out _) && UntrustedJson.IsReadable(root) ? Read(root, 2) : null;
    }

    private static Quote? ReadBody(byte[] body)
    {
        try
        {
            var root = JsonElement.Parse(body, Strict);
            return UntrustedJson.IsReadable(root) ? Read(root, 1) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Quote? Read(JsonElement root, int version)
    {
        if (root.ValueKind != JsonValueKind.Object || UntrustedJson.Integer(root, "x402Version"u8) != version)
            return null;
        if (!root.TryGetProperty("accepts"u8, out var accepts) || accepts.ValueKind != JsonValueKind.Array)
            return null;

        var offers = accepts.EnumerateArray().Select(entry => ReadOffer(entry, version)).OfType<Offer>().ToArray();
        return new Quote(version, UntrustedJson.Text(root, "error"u8), UntrustedJson.Object(root, "resource"u8), UntrustedJson.Object(root, "extensions"u8), offers);
    }

    private static Offer? ReadOffer(JsonElement entry, int version)
    {
        if (entry.ValueKind != JsonValueKind.Object
            || UntrustedJson.Text(entry, "scheme"u8) is not { } scheme
            || UntrustedJson.Text(entry, "network"u8) is not { } networkName
            || UntrustedJson.Text(entry, version == 1 ? "maxAmountRequired"u8 : "amount"u8) is not { } amount
            || UntrustedJson.Text(entry, "asset"u8) is not { } asset
            || UntrustedJson.Text(entry, "payTo"u8) is not { } payTo
            || UntrustedJson.Integer(entry, "maxTimeoutSeconds"u8) is not ({ } seconds and > 0))
            return null;
        if (!(version == 1 && V1Networks.TryGet(networkName, out var network)) && !CaipNetwork.TryParse(networkName, out network))
            return null;

        var terms = new PaymentRequirements
        {
            Scheme = scheme,
            Network = network.ToString(),
            Amount = amount,
            Asset = asset,
            PayTo = payTo,
            MaxTimeoutSeconds = seconds,
            Extra = UntrustedJson.Object(entry, "extra"u8),
        };
        return new Offer(terms, network, entry);
    }

    private static bool MayHoldQuote(HttpContentHeaders headers) =>
        headers.ContentType?.MediaType is { } type
        && (type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
        && headers.ContentLength is not > MaxBodyBytes;
}
