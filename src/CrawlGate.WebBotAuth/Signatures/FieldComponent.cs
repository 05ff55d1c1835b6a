using System.Collections.Frozen;
using System.Text;

namespace CrawlGate.WebBotAuth;

/// <summary>Values of header fields in a signature base (RFC 9421 section 2.1).</summary>
internal static class FieldComponent
{
    // Serialising a field again needs its type, which no message tells. The fields of signatures are known.
    private static readonly FrozenSet<string> Dictionaries = FrozenSet.Create(
        "accept-signature", "content-digest", "priority", "repr-digest", "signature", "signature-agent", "signature-input", "want-content-digest", "want-repr-digest");

    public static SignatureProblem? Write(ref BaseWriter writer, FieldLines lines, CoveredComponent component)
    {
        if (lines.Count == 0)
            return new SignatureProblem(SignatureFault.MissingComponent, $"The message has no field \"{component.Name}\".");
        if (component.Key is not null || component.IsStructured)
            return WriteDictionary(ref writer, lines.Combined!, component);

        for (var i = 0; i < lines.Count; i++)
        {
            if (i > 0)
                writer.Append(", ");
            if (component.IsBinary)
                WriteBytes(ref writer, Unfold(lines[i]));
            else
                writer.AppendValue(Unfold(lines[i]));
        }

        return null;
    }

    private static SignatureProblem? WriteDictionary(ref BaseWriter writer, string field, CoveredComponent component)
    {
        if (component.Key is null && !Dictionaries.Contains(component.Name))
            return new SignatureProblem(SignatureFault.UnsupportedComponent, $"The type of the field \"{component.Name}\" is not known.");
        if (!FieldReader.TryReadDictionary(field, out var members))
            return SignatureProblem.Malformed($"The field \"{component.Name}\" is no well-formed dictionary.");

        if (component.Key is not null)
        {
            if (Array.Find(members, member => member.Key == component.Key) is not { } member)
                return new SignatureProblem(SignatureFault.MissingComponent, $"The field \"{component.Name}\" has no member \"{component.Key}\".");

            writer.Append(member);
            return null;
        }

        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0)
                writer.Append(", ");
            writer.Append(members[i].Key);
            if (members[i] is { InnerList: null, Item.Value.IsTrue: true })
            {
                writer.Append(members[i].Parameters);
                continue;
            }

            writer.Append("=");
            writer.Append(members[i]);
        }

        return null;
    }

    private static void WriteBytes(ref BaseWriter writer, ReadOnlySpan<char> line)
    {
        // Beyond ASCII the bytes that were sent are no longer known; the writer refuses such characters.
        if (!Ascii.IsValid(line))
        {
            writer.AppendValue(line);
            return;
        }

        writer.Append(":");
        writer.Append(Convert.ToBase64String(Encoding.ASCII.GetBytes(line.ToString())));
        writer.Append(":");
    }

    // Obsolete line folding is one space (RFC 9112 section 5.2); spaces around the value are not part of it.
    private static ReadOnlySpan<char> Unfold(string line)
    {
        if (!line.Contains('\n'))
            return line.AsSpan().Trim(" \t");

        var parts = line.Split("\r\n");
        for (var i = 1; i < parts.Length; i++)
            // Not folded: left as it is, so that the writer refuses it.
            if (parts[i] is not [' ' or '\t', ..])
                return line;

        return string.Join(' ', parts.Select(static part => part.Trim(' ', '\t'))).AsSpan().Trim(" \t");
    }
}
