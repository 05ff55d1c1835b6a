namespace CrawlGate.Cli;

/// <summary>Writes a file whole or not at all: into a draft beside it, which then takes its place.</summary>
internal static class WholeFile
{
    /// <summary>Writes it.</summary>
    /// <exception cref="IOException">It cannot be written; nothing is left of the draft.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public static async Task<T> WriteAsync<T>(string path, Func<TextWriter, Task<T>> write)
    {
        var draft = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            T result;
            await using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
            {
                await using var writer = new StreamWriter(stream);
                result = await write(writer);
                await writer.FlushAsync();
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
            return result;
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }
}
