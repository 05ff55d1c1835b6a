using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace CrawlGate.AspNetCore;

/// <summary>Reads published lists of addresses. Members of JSON that are not known are ignored, because operators add some.</summary>
internal static class IpRangeParser
{
    public const int MaxLength = 4 * 1024 * 1024;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Reads a list; false with the reason when it is malformed in any part.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> body, IpRangeFormat format, [NotNullWhen(true)] out IpRangeList? list, [NotNullWhen(false)] out string? error)
    {
        list = null;
        if (body.Span.StartsWith(Encoding.UTF8.Preamble))
            body = body[Encoding.UTF8.Preamble.Length..];
        if (body.Length > MaxLength)
            error = "it is longer than 4 MiB";
        else if (!Utf8.IsValid(body.Span))
            error = "it is not UTF-8";
        else
            error = format == IpRangeFormat.Csv ? ReadLines(body.Span, out list) : ReadJson(body, format, out list);
        return error is null && list is not null;
    }

    private static string? ReadLines(ReadOnlySpan<byte> body, out IpRangeList? list)
    {
        list = null;
        var builder = new IpRangeListBuilder();
        foreach (var line in Encoding.UTF8.GetString(body).AsSpan().EnumerateLines())
        {
            var end = line.IndexOfAny(',', '#');
            var entry = (end < 0 ? line : line[..end]).Trim();
            var isNote = entry.IsEmpty && (end < 0 || line[end] == '#');
            if (!isNote && !builder.TryAdd(entry))
                return builder.Error;
        }

        return builder.TryBuild(null, out list) ? null : builder.Error;
    }

    private static string? ReadJson(ReadOnlyMemory<byte> body, IpRangeFormat format, out IpRangeList? list)
    {
        list = null;
        try
        {
            using var document = JsonDocument.Parse(body, Json);
            var root = document.RootElement;
            var entries = format == IpRangeFormat.Prefixes ? Member(root, "prefixes"u8) : OnlyArray(root);
            if (entries is not { ValueKind: JsonValueKind.Array })
                return format == IpRangeFormat.Prefixes ? "it has no array named prefixes" : "it is not one array, nor an object with one array";

            var builder = new IpRangeListBuilder();
            foreach (var entry in entries.Value.EnumerateArray())
            {
                var hasMembers = format == IpRangeFormat.Prefixes && entry.ValueKind == JsonValueKind.Object;
                if (!(hasMembers ? TryAddMembers(builder, entry) : TryAdd(builder, entry)))
                    return builder.Error ?? "it has an entry without a prefix";
            }

            return builder.TryBuild(CreationTime(root), out list) ? null : builder.Error;
        }
        catch (JsonException)
        {
            return "it is not JSON";
        }
        catch (InvalidOperationException)
        {
            return "it has a string that is not text"; // half a surrogate pair, which is noticed only when it is read
        }
    }

    private static bool TryAddMembers(IpRangeListBuilder builder, JsonElement entry)
    {
        var (v4, v6) = (Member(entry, "ipv4Prefix"u8), Member(entry, "ipv6Prefix"u8));
        return (v4 is not null || v6 is not null) && (v4 is null || TryAdd(builder, v4.Value)) && (v6 is null || TryAdd(builder, v6.Value));
    }

    private static bool TryAdd(IpRangeListBuilder builder, JsonElement value) =>
        value.ValueKind == JsonValueKind.String && builder.TryAdd(value.GetString());

    private static DateTimeOffset? CreationTime(JsonElement root) =>
        Member(root, "creationTime"u8) is { ValueKind: JsonValueKind.String } time
        && DateTimeOffset.TryParse(time.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)
            ? parsed
            : null;

    private static JsonElement? Member(JsonElement value, ReadOnlySpan<byte> name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private static JsonElement? OnlyArray(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return root;

        JsonElement? only = null;
        foreach (var member in root.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Array)
                continue;
            if (only is not null)
                return null;
            only = member.Value;
        }

        return only;
    }
}
