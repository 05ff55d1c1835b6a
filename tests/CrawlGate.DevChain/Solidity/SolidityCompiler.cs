using System.Security.Cryptography;

namespace CrawlGate.DevChain;

/// <summary>Compiles the folder <c>contracts</c> once for each state of its files; the result is kept under their hash.</summary>
internal static class SolidityCompiler
{
    private static readonly Lazy<Task<string>> Compiled = new(RunAsync);

    /// <summary>The folder with one JSON file for each contract.</summary>
    public static Task<string> CompileAsync() => Compiled.Value;

    /// <summary>The folder of a compilation that is kept under a name which stands for its sources; runs it when there is none.</summary>
    public static async Task<string> KeepAsync(string name, string script, params IReadOnlyList<string> arguments)
    {
        var artifacts = RepositoryRoot.Combine("tests", "CrawlGate.DevChain", "artifacts");
        var output = Path.Combine(artifacts, name);

        using var _ = await FileLock.AcquireAsync(Path.Combine(artifacts, ".lock"), CancellationToken.None);
        if (Directory.Exists(output))
            return output;

        // Renamed when complete: a compilation that was cut short leaves nothing that looks finished.
        var unfinished = output + ".unfinished";
        await ChildProcess.RunAsync(
            await NodeProcess.PrepareAsync(script, new Dictionary<string, string>(), [.. arguments, unfinished]), "", CancellationToken.None);
        Directory.Move(unfinished, output);
        return output;
    }

    /// <summary>A name for the state of files.</summary>
    public static async Task<string> HashAsync(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            hash.AppendData(await File.ReadAllBytesAsync(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static async Task<string> RunAsync()
    {
        var contracts = RepositoryRoot.Combine("tests", "CrawlGate.DevChain", "contracts");
        var name = await HashAsync(
            [
                .. Directory.EnumerateFiles(contracts, "*.sol").Order(StringComparer.Ordinal),
                .. ((string[])["compile.mjs", "package-lock.json"]).Select(file => RepositoryRoot.Combine("tests", "npm", "chain", file)),
            ]);
        return await KeepAsync(name, "chain/compile.mjs", contracts);
    }
}
