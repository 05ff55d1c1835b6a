using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.DevChain;

/// <summary>A contract of the package <c>@semaphore-protocol/contracts</c>, compiled from its sources.</summary>
internal sealed record SemaphoreArtifact(byte[] Bytecode, IReadOnlyDictionary<string, string> Selectors, IReadOnlyDictionary<string, int[]> Links)
{
    private static readonly Lazy<Task<string>> Compiled = new(CompileAsync);

    /// <summary>Compiles the contracts if their packages changed and reads one of them.</summary>
    public static async Task<SemaphoreArtifact> LoadAsync(string name)
    {
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(await Compiled.Value, name + ".json")));
        var artifact = document.RootElement;
        return new SemaphoreArtifact(
            Hex.Decode(artifact.GetProperty("bytecode").GetString()),
            artifact.GetProperty("selectors").EnumerateObject().ToDictionary(selector => selector.Name, selector => selector.Value.GetString()!),
            artifact.GetProperty("links").EnumerateObject().ToDictionary(
                link => link.Name, link => link.Value.EnumerateArray().Select(place => place.GetInt32()).ToArray()));
    }

    /// <summary>Calldata for a function, named by its canonical signature.</summary>
    public byte[] Encode(string signature, params ReadOnlySpan<object> arguments) =>
        [.. Convert.FromHexString(Selectors[signature]), .. Abi.Encode(arguments)];

    /// <summary>The contract with a library's address wherever it is called.</summary>
    public ContractArtifact Link(string name, string library, Address address)
    {
        var linked = (byte[])Bytecode.Clone();
        foreach (var place in Links[library])
            address.WriteTo(linked.AsSpan(place));
        return new ContractArtifact(name, linked, [], Selectors);
    }

    /// <summary>The contract, which calls no library.</summary>
    public ContractArtifact Plain(string name) => new(name, Bytecode, [], Selectors);

    private static async Task<string> CompileAsync()
    {
        var packages = Path.Combine(await NodePackages.EnsureAsync("personhood"), "node_modules");
        var chain = RepositoryRoot.Combine("tests", "npm", "chain");
        var name = await SolidityCompiler.HashAsync(
            [
                Path.Combine(chain, "compile-semaphore.mjs"),
                Path.Combine(chain, "package-lock.json"),
                RepositoryRoot.Combine("tests", "npm", "personhood", "package-lock.json"),
            ]);
        return await SolidityCompiler.KeepAsync("semaphore-" + name, "chain/compile-semaphore.mjs", packages);
    }
}
