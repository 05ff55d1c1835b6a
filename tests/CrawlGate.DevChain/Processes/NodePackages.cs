using System.Collections.Concurrent;
using System.Diagnostics;

namespace CrawlGate.DevChain;

/// <summary>The npm packages of the folders below <c>tests/npm</c>, installed from their lock files when they are missing.</summary>
public static class NodePackages
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Folders = new();

    /// <summary>
    /// Makes sure that a folder, such as <c>chain</c>, has its packages, and answers its path. Runs <c>npm ci</c> when
    /// <c>node_modules</c> is missing, incomplete or older than the lock file.
    /// </summary>
    /// <exception cref="InvalidOperationException">npm is missing or failed; the message says how.</exception>
    public static Task<string> EnsureAsync(string folder) =>
        Folders.GetOrAdd(folder, static folder => new Lazy<Task<string>>(() => InstallAsync(folder))).Value;

    private static async Task<string> InstallAsync(string folder)
    {
        var path = RepositoryRoot.Combine("tests", "npm", folder);
        if (!File.Exists(Path.Combine(path, "package-lock.json")))
            throw new InvalidOperationException($"{path} has no package-lock.json.");

        using var _ = await FileLock.AcquireAsync(RepositoryRoot.Combine("tests", "npm", "artifacts", folder + ".lock"), CancellationToken.None);
        if (IsCurrent(path))
            return path;

        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        var start = new ProcessStartInfo(npm, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]) { WorkingDirectory = path };
        await ChildProcess.RunAsync(start, "", CancellationToken.None);
        return path;
    }

    // npm writes its own copy of the lock last: without it an installation was cut short.
    private static bool IsCurrent(string path)
    {
        var installed = new FileInfo(Path.Combine(path, "node_modules", ".package-lock.json"));
        return installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(path, "package-lock.json"));
    }
}
