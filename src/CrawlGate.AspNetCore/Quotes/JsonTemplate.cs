using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CrawlGate.AspNetCore;

/// <summary>
/// JSON serialised once, with gaps where the resource's URL, the reason and what agents are asked go: rendering a quote copies bytes and
/// serialises nothing.
/// </summary>
internal sealed class JsonTemplate
{
    /// <summary>Serialise this as the URL to mark where it goes.</summary>
    public const string UrlMark = "@url@";

    /// <summary>Serialise this as the error to mark where the reason's members go.</summary>
    public const string ErrorMark = "@error@";

    /// <summary>Serialise this as a value to mark where the value goes that is made for each answer.</summary>
    public const string AgentsMark = "@agentkit@";

    private readonly (byte[] Literal, Gap Then)[] _parts;

    private JsonTemplate((byte[], Gap)[] parts) => _parts = parts;

    private enum Gap
    {
        None,
        Url,
        Error,
        Agents,
    }

    public static JsonTemplate Create<T>(T value, JsonTypeInfo<T> type)
    {
        ReadOnlySpan<byte> json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var parts = new List<(byte[], Gap)>();
        while (true)
        {
            var (at, next) = (json.Length, Gap.None);
            foreach (var gap in (ReadOnlySpan<Gap>)[Gap.Url, Gap.Error, Gap.Agents])
            {
                if (json.IndexOf(TextOf(gap)) is >= 0 and var found && found < at)
                    (at, next) = (found, gap);
            }

            parts.Add((json[..at].ToArray(), next));
            if (next == Gap.None)
                return new JsonTemplate([.. parts]);
            json = json[(at + TextOf(next).Length)..];
        }
    }

    /// <summary>Appends the JSON with the gaps filled: the arguments are encoded JSON already.</summary>
    public void Render(IBufferWriter<byte> writer, ReadOnlySpan<byte> url, ReadOnlySpan<byte> error, ReadOnlySpan<byte> agents = default)
    {
        foreach (var (literal, then) in _parts)
        {
            writer.Write(literal);
            if (then == Gap.Url)
                writer.Write(url);
            else if (then == Gap.Error)
                writer.Write(error);
            else if (then == Gap.Agents)
                writer.Write(agents);
        }
    }

    private static ReadOnlySpan<byte> TextOf(Gap gap) => gap switch
    {
        Gap.Url => "@url@"u8,
        Gap.Error => "\"error\":\"@error@\""u8,
        _ => "\"@agentkit@\""u8,
    };
}
