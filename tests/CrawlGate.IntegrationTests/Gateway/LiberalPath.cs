using System.Text;

namespace CrawlGate.IntegrationTests;

/// <summary>
/// Reads a request target as all careless origins together: escapes are decoded until none is left, a back slash is a slash,
/// slashes are merged, dots resolved, parameters and fragments cut off, case ignored, and what is no printable ASCII dropped.
/// </summary>
public static class LiberalPath
{
    public static string Read(string target)
    {
        if (!target.StartsWith('/') && target.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme)
            target = target.IndexOf('/', scheme + 3) is > 0 and var slash ? target[slash..] : "/";

        var path = target.Split('?')[0];
        for (var decoded = Decode(path); decoded != path; decoded = Decode(path))
            path = decoded;

        path = new string([.. path.Where(c => c is > ' ' and <= '~' and not '%')]).Replace('\\', '/').Split('#', '?')[0];
        var segments = new List<string>();
        foreach (var segment in path.Split('/').Select(segment => segment.Split(';')[0]))
        {
            if (segment == ".." && segments.Count > 0)
                segments.RemoveAt(segments.Count - 1);
            else if (segment is not ("" or "." or ".."))
                segments.Add(segment.ToLowerInvariant());
        }

        return "/" + string.Join('/', segments);
    }

    private static string Decode(string text)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                result.Append((char)Convert.ToInt32(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }
}
