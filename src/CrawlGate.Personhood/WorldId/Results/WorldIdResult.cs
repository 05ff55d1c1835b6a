using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>What IDKit hands to a page and the page posts: well formed and within bounds, and not verified in any way.</summary>
public sealed record WorldIdResult
{
    /// <summary>How many credentials one result may hold.</summary>
    public const int MaxResponses = 8;

    /// <summary>The protocol's version.</summary>
    public required WorldIdVersion Version { get; init; }

    /// <summary>The challenge that it says it answers.</summary>
    public required UInt256 Nonce { get; init; }

    /// <summary>The action; null for a session.</summary>
    public string? Action { get; init; }

    /// <summary>Where the identity lives, as it says.</summary>
    public required WorldIdEnvironment Environment { get; init; }

    /// <summary>The session; null for a proof of uniqueness.</summary>
    public WorldIdSessionId? SessionId { get; init; }

    /// <summary>The credentials, one to <see cref="MaxResponses"/>, none twice.</summary>
    public required IReadOnlyList<WorldIdResponse> Responses { get; init; }

    /// <summary>
    /// Reads a result. Numbers may be decimal or <c>0x</c> hexadecimal, as IDKit mixes them; members that appear twice, unknown
    /// versions, and numbers that are another spelling of a smaller one are refused. Unknown members are ignored.
    /// </summary>
    /// <param name="utf8">The body; how long it may be is the caller's to say.</param>
    /// <param name="result">The result.</param>
    /// <param name="error">What is wrong with it, for people; empty when nothing is.</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out WorldIdResult? result, out string error)
    {
        result = null;
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 8 });
            using var document = JsonDocument.ParseValue(ref reader);
            if (reader.Read())
            {
                error = "There is more than one JSON value.";
                return false;
            }

            (result, error) = WorldIdResultReader.Read(document.RootElement);
            return result is not null;
        }
        catch (JsonException)
        {
            error = "It is not JSON.";
            return false;
        }
    }
}
