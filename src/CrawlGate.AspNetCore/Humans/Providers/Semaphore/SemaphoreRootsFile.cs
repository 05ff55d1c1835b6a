using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.AspNetCore;

/// <summary>
/// The roots of a group in a file, one a line, that whoever keeps the group writes: lines that are empty or begin with <c>#</c> say
/// nothing. It is read again when it has changed; while it cannot be read, nobody is a member.
/// </summary>
internal sealed class SemaphoreRootsFile(string path) : ISemaphoreRoots
{
    private sealed record Content(DateTime Written, long Length, HashSet<UInt256> Roots);

    private volatile Content? _content;

    /// <summary>Reads a file; false with the reason when a line is no root.</summary>
    public static bool TryRead(string path, out HashSet<UInt256> roots, out string error)
    {
        roots = [];
        error = "";
        try
        {
            var number = 0;
            foreach (var line in File.ReadLines(path))
            {
                number++;
                var text = line.Trim();
                if (text.Length == 0 || text[0] == '#')
                    continue;
                if (!FieldNumber.TryParse(text, out var root))
                {
                    error = $"line {number} of '{path}' is not a root: a decimal number, or 0x and hexadecimal digits";
                    return false;
                }

                roots.Add(root);
            }

            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error = $"'{path}' cannot be read: {failure.Message}";
            return false;
        }
    }

    public ValueTask<bool> IsCurrentAsync(UInt256 root, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (_content is not { } content || !file.Exists || content.Written != file.LastWriteTimeUtc || content.Length != file.Length)
        {
            if (!TryRead(path, out var roots, out var error))
                throw new IOException(error);
            _content = content = new Content(file.LastWriteTimeUtc, file.Exists ? file.Length : -1, roots);
        }

        return ValueTask.FromResult(content.Roots.Contains(root));
    }
}
