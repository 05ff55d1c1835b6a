using System.Text;

namespace CrawlGate.AspNetCore;

/// <summary>A directory of copies, one file for each URL, named by the URL's SHA-256.</summary>
internal sealed class RangeDirectory(string path)
{
    /// <summary>Makes sure that the directory is there; answers what is in the way, or null.</summary>
    public string? TryCreate()
    {
        try
        {
            Directory.CreateDirectory(path);
            return null;
        }
        catch (Exception failure) when (IsAboutFiles(failure))
        {
            return failure.GetType().Name;
        }
    }

    /// <summary>The copy of a list; nothing when there is no file, a problem when there is one that cannot be used.</summary>
    public async Task<(RangeCopy? Copy, string? Problem)> ReadAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileInfo(PathOf(url));
            if (!file.Exists)
                return (null, null);
            if (file.Length > RangeCopy.MaxFileLength)
                return (null, "it is too long");

            var copy = RangeCopy.Parse(await File.ReadAllBytesAsync(file.FullName, cancellationToken));
            return copy is null ? (null, "it is damaged") : copy.Header.Url != url ? (null, "it is of another list") : (copy, null);
        }
        catch (Exception failure) when (IsAboutFiles(failure))
        {
            return (null, failure.GetType().Name);
        }
    }

    /// <summary>Replaces the copy of a list in one step; answers what went wrong, or null.</summary>
    public async Task<string?> TryWriteAsync(RangeCopy copy, CancellationToken cancellationToken)
    {
        string? draft = null;
        try
        {
            Directory.CreateDirectory(path);
            draft = Path.Combine(path, Path.GetRandomFileName() + ".tmp");
            await using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
            {
                await file.WriteAsync(copy.ToBytes(), cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, PathOf(copy.Header.Url), overwrite: true);
            draft = null;
            return null;
        }
        catch (Exception failure) when (IsAboutFiles(failure))
        {
            return failure.GetType().Name;
        }
        finally
        {
            if (draft is not null)
                Discard(draft);
        }
    }

    public string PathOf(string url) => Path.Combine(path, RangeCopy.Hash(Encoding.UTF8.GetBytes(url)) + ".ranges");

    private static void Discard(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception failure) when (IsAboutFiles(failure))
        {
            // A draft left behind takes space and is never read.
        }
    }

    private static bool IsAboutFiles(Exception failure) => failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;
}
