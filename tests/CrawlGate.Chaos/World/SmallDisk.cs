using System.Diagnostics;
using CrawlGate.DevChain;

namespace CrawlGate.Chaos;

/// <summary>A disk of a few megabytes that can be filled up: a tmpfs, mounted for the run.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _filler;

    private SmallDisk(string path)
    {
        Path = path;
        _filler = System.IO.Path.Combine(path, "filler");
    }

    public string Path { get; }

    /// <exception cref="InvalidOperationException">This user may not mount: the incident cannot be shown here.</exception>
    public static async Task<SmallDisk> MountAsync(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        try
        {
            await ChildProcess.RunAsync(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path]), "", CancellationToken.None);
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidOperationException(
                "The incident 'disk full' needs a small disk of its own, and mounting a tmpfs is not allowed here. Run as root with the right to mount (CAP_SYS_ADMIN).", exception);
        }

        return new SmallDisk(path);
    }

    /// <summary>Takes all room there is, to the last byte.</summary>
    public void Fill()
    {
        using var file = new FileStream(_filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var size = 64 * 1024; size > 0;)
        {
            try
            {
                file.Write(new byte[size]);
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    /// <summary>Gives it back.</summary>
    public void Clear() => File.Delete(_filler);

    public async ValueTask DisposeAsync()
    {
        await ChildProcess.RunAsync(new ProcessStartInfo("umount", [Path]), "", CancellationToken.None);
        Directory.Delete(Path);
    }
}
