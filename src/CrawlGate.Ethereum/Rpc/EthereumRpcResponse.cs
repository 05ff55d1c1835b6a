using System.Text.Json;

namespace CrawlGate.Ethereum;

/// <summary>Reads a JSON-RPC 2.0 response object.</summary>
internal static class EthereumRpcResponse
{
    /// <summary>"Limit exceeded" (EIP-1474): another provider may have a higher limit.</summary>
    private const int LimitExceeded = -32005;

    private const int MaxMessageLength = 256;

    public static EthereumRpcTry Read(ReadOnlyMemory<byte> body, long id, Func<string, string> redact)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return EthereumRpcTry.Failed("the answer is not JSON", possiblyDelivered: true);
        }

        using (document)
        {
            var root = document.RootElement;
            var isError = UntrustedJson.TryGetMember(root, "error", out var error) && error.ValueKind == JsonValueKind.Object;
            if (isError && Code(error) == LimitExceeded)
                return EthereumRpcTry.Failed("rate limit (-32005)", possiblyDelivered: false, isNodeFault: false);

            if (!UntrustedJson.TryGetMember(root, "id", out var echoed) || echoed.ValueKind != JsonValueKind.Number || !echoed.TryGetInt64(out var value) || value != id)
                return EthereumRpcTry.Failed("the answer belongs to another request", possiblyDelivered: true);

            if (isError)
                return EthereumRpcTry.Answer(new EthereumRpcException(Code(error), Message(error, redact), RevertData(error)));

            return UntrustedJson.TryGetMember(root, "result", out var result)
                ? EthereumRpcTry.Answer(result.Clone())
                : EthereumRpcTry.Failed("the answer has neither result nor error", possiblyDelivered: true);
        }
    }

    private static int Code(JsonElement error) =>
        UntrustedJson.TryGetMember(error, "code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var value) ? value : 0;

    private static string Message(JsonElement error, Func<string, string> redact)
    {
        if (!UntrustedJson.TryGetMember(error, "message", out var message) || !UntrustedJson.TryGetText(message, out var text))
            return "The node gave no message.";

        // Redacted first: half a key is still too much of it.
        text = redact(text);
        return text.Length <= MaxMessageLength ? text : text[..MaxMessageLength];
    }

    /// <summary>Geth and most others put the data in <c>data</c>, some put an object there that has it in its own <c>data</c>.</summary>
    private static string? RevertData(JsonElement error)
    {
        if (!UntrustedJson.TryGetMember(error, "data", out var data))
            return null;
        if (UntrustedJson.TryGetMember(data, "data", out var inner))
            data = inner;

        return UntrustedJson.TryGetText(data, out var text) && Hex.TryDecode(text, out _) ? text : null;
    }
}
