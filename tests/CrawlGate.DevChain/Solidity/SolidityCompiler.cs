using System.Security.Cryptography;

namespace CrawlGate.DevChain;

/// <summary>Compiles the folder <c>contracts</c> once for each state of its files; the result is kept under their hash.</summary>
internal static class SolidityCompiler
{
    private static readonly Lazy<Task<string>> Compiled = new(RunAsync);

    /// <summary>The folder with one JSON file for each contract.</summary>
    public static Task<string> CompileAsync() => Compiled.Value;

    private static async Task<string> RunAsync()
    {
        var contracts = RepositoryRoot.Combine("tests", "CrawlGate.DevChain", "contracts");
        var artifacts = RepositoryRoot.Combine("tests", "CrawlGate.DevChain", "artifacts");
        var output = Path.Combine(artifacts, await HashAsync(contracts));

        using var _ = await FileLock.AcquireAsync(Path.Combine(artifacts, ".lock"), CancellationToken.None);
        if (Directory.Exists(output))
            return output;

        // Renamed when complete: a compilation that was cut short leaves nothing that looks finished.
        var unfinished = output + ".unfinished";
        await ChildProcess.RunAsync(
            await NodeProcess.PrepareAsync("chain/compile.mjs", new Dictionary<string, string>(), contracts, unfinished), "", CancellationToken.None);
        Directory.Move(unfinished, output);
        return output;
    }

    private static async Task<string> HashAsync(string contracts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(contracts, "*.sol").Order(StringComparer.Ordinal))
            hash.AppendData(await File.ReadAllBytesAsync(file));
        foreach (var file in (string[])["compile.mjs", "package-lock.json"])
            hash.AppendData(await File.ReadAllBytesAsync(RepositoryRoot.Combine("tests", "npm", "chain", file)));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
