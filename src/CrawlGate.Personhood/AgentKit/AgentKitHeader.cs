using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace CrawlGate.Personhood;

/// <summary>How an agent signed.</summary>
public enum AgentKitSignatureType
{
    /// <summary>With the key of an Ethereum account.</summary>
    Eip191,

    /// <summary>As an Ethereum contract wallet.</summary>
    Eip1271,

    /// <summary>With a Solana key; read, and refused.</summary>
    Ed25519,
}

/// <summary>The <c>agentkit</c> request header as it came: base64 of a JSON object, of which only the shape is known.</summary>
public sealed record AgentKitHeader
{
    /// <summary>The name of the header, and of the extension that asks for it.</summary>
    public const string Name = "agentkit";

    /// <summary>The most characters that are read.</summary>
    public const int MaxLength = 8 * 1024;

    internal const int MaxTextLength = 2048;

    private const int MaxResources = 16;

    /// <summary>The host that asked.</summary>
    public required string Domain { get; init; }

    /// <summary>The agent's account as the chain writes it.</summary>
    public required string Address { get; init; }

    /// <summary>The line for people.</summary>
    public string? Statement { get; init; }

    /// <summary>The resource.</summary>
    public required string Uri { get; init; }

    /// <summary>The version of the message, <c>1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The chain, by its CAIP-2 name.</summary>
    public required string ChainId { get; init; }

    /// <summary>How the agent says it signed.</summary>
    public required AgentKitSignatureType Type { get; init; }

    /// <summary>The nonce of the offer.</summary>
    public required string Nonce { get; init; }

    /// <summary>When the message was made.</summary>
    public required string IssuedAt { get; init; }

    /// <summary>When the message ends.</summary>
    public string? ExpirationTime { get; init; }

    /// <summary>When the message begins.</summary>
    public string? NotBefore { get; init; }

    /// <summary>A name for the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>The resources; an empty list is not the same as none.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    /// <summary>The signature as the chain writes it.</summary>
    public required string Signature { get; init; }

    /// <summary>Reads a header; false with one of <see cref="AgentKitReasons"/>, never an exception. Unknown members are passed over.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out AgentKitHeader? header, [NotNullWhen(false)] out string? reason)
    {
        header = null;
        if (text.Length > MaxLength)
        {
            reason = AgentKitReasons.TooLong;
            return false;
        }

        // The decoder passes over white space; a header that has some is not what its sender wrote.
        var bytes = new byte[MaxLength / 4 * 3];
        if (text.IsEmpty || text.ContainsAnyExceptInRange('!', '~') || !Convert.TryFromBase64Chars(text, bytes, out var length))
        {
            reason = AgentKitReasons.NotBase64;
            return false;
        }

        if (!UntrustedDocument.TryParse(bytes.AsSpan(0, length), out var root))
        {
            reason = AgentKitReasons.NotJson;
            return false;
        }

        header = new Reader(root).Read(out reason);
        return header is not null;
    }

    /// <summary>Takes members and remembers the first that was wrong.</summary>
    private sealed class Reader(JsonElement root)
    {
        private string? _reason;

        public AgentKitHeader? Read(out string? reason)
        {
            var header = new AgentKitHeader
            {
                Domain = Required("domain"),
                Address = Required("address"),
                Statement = Optional("statement"),
                Uri = Required("uri"),
                Version = Required("version"),
                ChainId = Required("chainId"),
                Type = ReadType(),
                Nonce = Required("nonce"),
                IssuedAt = Required("issuedAt"),
                ExpirationTime = Optional("expirationTime"),
                NotBefore = Optional("notBefore"),
                RequestId = Optional("requestId"),
                Resources = ReadResources(),
                Signature = Required("signature", MaxLength),
            };
            _ = Optional("signatureScheme");
            reason = _reason;
            return reason is null ? header : null;
        }

        private string Required(string name, int maxLength = MaxTextLength)
        {
            var text = Optional(name, maxLength);
            if (text is null)
                _reason ??= AgentKitReasons.MissingMember;
            return text ?? "";
        }

        private string? Optional(string name, int maxLength = MaxTextLength)
        {
            if (!root.TryGetProperty(name, out var value))
                return null;
            if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Length <= maxLength)
                return text;

            _reason ??= AgentKitReasons.BadMember;
            return "";
        }

        private AgentKitSignatureType ReadType()
        {
            switch (Required("type"))
            {
                case "eip191":
                    return AgentKitSignatureType.Eip191;
                case "eip1271":
                    return AgentKitSignatureType.Eip1271;
                case "ed25519":
                    return AgentKitSignatureType.Ed25519;
                default:
                    _reason ??= AgentKitReasons.UnsupportedType;
                    return default;
            }
        }

        private List<string>? ReadResources()
        {
            if (!root.TryGetProperty("resources", out var list))
                return null;

            var resources = new List<string>();
            if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= MaxResources)
            {
                foreach (var item in list.EnumerateArray())
                {
                    if (item.ValueKind == JsonValueKind.String && item.GetString() is { Length: <= MaxTextLength } resource)
                        resources.Add(resource);
                    else
                        _reason ??= AgentKitReasons.BadMember;
                }
            }
            else
            {
                _reason ??= AgentKitReasons.BadMember;
            }

            return resources;
        }
    }
}
