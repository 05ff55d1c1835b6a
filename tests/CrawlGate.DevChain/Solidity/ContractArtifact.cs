using System.Collections.Concurrent;
using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.DevChain;

/// <summary>A compiled contract of the folder <c>contracts</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytecode">The init code; constructor arguments follow it.</param>
/// <param name="Runtime">The runtime code with its immutables still zero.</param>
/// <param name="Selectors">Function selectors, eight hexadecimal digits each, by canonical signature.</param>
public sealed record ContractArtifact(string Name, byte[] Bytecode, byte[] Runtime, IReadOnlyDictionary<string, string> Selectors)
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<ContractArtifact>>> Loaded = new();

    /// <summary>Compiles the contracts if they changed and reads one of them.</summary>
    public static Task<ContractArtifact> LoadAsync(string name) =>
        Loaded.GetOrAdd(name, static name => new Lazy<Task<ContractArtifact>>(() => ReadAsync(name))).Value;

    /// <summary>Calldata for a function, named by its canonical signature such as <c>balanceOf(address)</c>.</summary>
    /// <exception cref="KeyNotFoundException">The contract has no such function.</exception>
    public byte[] Encode(string signature, params ReadOnlySpan<object> arguments) =>
        [.. Convert.FromHexString(Selectors[signature]), .. Abi.Encode(arguments)];

    private static async Task<ContractArtifact> ReadAsync(string name)
    {
        var file = Path.Combine(await SolidityCompiler.CompileAsync(), name + ".json");
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        var artifact = document.RootElement;
        return new ContractArtifact(
            name,
            Hex.Decode(artifact.GetProperty("bytecode").GetString()),
            Hex.Decode(artifact.GetProperty("runtime").GetString()),
            artifact.GetProperty("selectors").EnumerateObject().ToDictionary(selector => selector.Name, selector => selector.Value.GetString()!));
    }
}
