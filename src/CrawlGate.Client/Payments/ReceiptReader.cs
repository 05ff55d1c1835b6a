using System.Net.Http.Headers;
using System.Text.Json;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Client;

/// <summary>Reads what a server says became of a payment. Members that are unknown, missing or of another kind do no harm.</summary>
internal static class ReceiptReader
{
    /// <summary>The receipt with the server's answer added, or unchanged when there is no readable one.</summary>
    public static PaymentReceipt Read(HttpResponseHeaders headers, PaymentReceipt receipt)
    {
        if (Header(headers) is not { } header || !PaymentHeader.TryDecodeJson(header, out var root, out _) || !UntrustedJson.IsReadable(root))
            return receipt;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("success"u8, out var success))
            return receipt;
        if (success.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            return receipt;
        if (!IsAbout(receipt, UntrustedJson.Text(root, "network"u8), UntrustedJson.Text(root, "payer"u8)))
            return receipt;

        return receipt with
        {
            Success = success.GetBoolean(),
            Transaction = UntrustedJson.Text(root, "transaction"u8) is { } hash && Bytes32.TryParse(hash, out _) ? hash : null,
            ErrorReason = UntrustedJson.Text(root, "errorReason"u8) is { } reason ? UntrustedJson.ForPeople(reason) : null,
        };
    }

    private static string? Header(HttpResponseHeaders headers) =>
        (headers.TryGetValues(X402Headers.PaymentResponse, out var values) || headers.TryGetValues(X402Headers.PaymentResponseV1, out values))
        && values.ToArray() is [var header] ? header : null;

    private static bool IsAbout(PaymentReceipt receipt, string? network, string? payer)
    {
        var sameNetwork = network is null || network == receipt.Network.ToString() || network == receipt.Network.V1Name;
        var samePayer = payer is null || (Address.TryParse(payer, out var address) && address == receipt.Payer);
        return sameNetwork && samePayer;
    }
}
