using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

/// <summary>A node that answers calls to World ID's contracts from a table and counts them.</summary>
internal sealed class ScriptedChain : IEthereumRpc
{
    public static readonly WorldIdContracts Contracts = new()
    {
        ChainId = 480,
        Verifier = Address.Parse("0x00000000000000000000000000000000000000a1"),
        Router = Address.Parse("0x00000000000000000000000000000000000000a2"),
    };

    private readonly ConcurrentDictionary<string, UInt256[]> _answers = new();
    private readonly ConcurrentDictionary<string, int> _calls = new();

    public ScriptedChain()
    {
        Set(Contracts.Verifier, AbiWriter.Call("getWorldIDRegistry()"), 0xb1);
        Set(Contracts.Verifier, AbiWriter.Call("getCredentialSchemaIssuerRegistry()"), 0xb2);
        Set(Contracts.Verifier, AbiWriter.Call("getOprfKeyRegistry()"), 0xb3);
        Set(Contracts.Verifier, AbiWriter.Call("getTreeDepth()"), 30);
        SetThreshold(0);
    }

    /// <summary>No node answers any more.</summary>
    public bool IsDown { get; set; }

    /// <summary>What the verifying functions do: null accepts, otherwise they revert with this error.</summary>
    public string? VerifierError { get; set; }

    public void SetThreshold(ulong seconds) => Set(Contracts.Verifier, AbiWriter.Call("getMinExpirationThreshold()"), seconds);

    public void SetRoot(UInt256 root, bool isValid) =>
        Set(Registry(0xb1), AbiWriter.Call("isValidRoot(uint256)").Add(root), isValid ? 1ul : 0);

    public void SetIssuerKey(ulong issuer, UInt256 x, UInt256 y) =>
        Set(Registry(0xb2), AbiWriter.Call("issuerSchemaIdToPubkey(uint64)").Add((UInt256)issuer), x, y);

    public void SetOprfKey(WorldIdRpId rpId, UInt256 x, UInt256 y) =>
        Set(Registry(0xb3), AbiWriter.Call("getOprfPublicKey(uint160)").Add((UInt256)rpId.Value), x, y);

    /// <summary>How often a function was called so far.</summary>
    public int Calls(string function) => _calls.GetValueOrDefault(Hex.Encode(AbiSelector.Of(function)));

    public Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default)
    {
        if (IsDown)
            throw new EthereumRpcUnavailableException("Nobody answers.");
        if (method != "eth_call")
            throw new EthereumRpcException(-32601, "method not found");

        var (to, data) = (parameters[0]!["to"]!.GetValue<string>(), parameters[0]!["data"]!.GetValue<string>());
        _calls.AddOrUpdate(data[..10], 1, static (_, count) => count + 1);
        if (data.StartsWith(Hex.Encode(AbiSelector.Of("verifyProof(uint256,uint256,uint256,uint256,uint256,uint256[8])")), StringComparison.Ordinal))
            return VerifierError is null ? Result([]) : throw new EthereumRpcException(3, "execution reverted", Hex.Encode(AbiSelector.Of(VerifierError)));

        return _answers.TryGetValue(to + data, out var words) ? Result(words) : throw new EthereumRpcException(3, "execution reverted", "0x");
    }

    private void Set(Address to, AbiWriter call, params UInt256[] words) => _answers[Hex.Encode(to.ToArray()) + Hex.Encode(call.ToArray())] = words;

    private static Address Registry(byte last)
    {
        var bytes = new byte[Address.Length];
        bytes[^1] = last;
        return new Address(bytes);
    }

    private static Task<JsonElement> Result(UInt256[] words)
    {
        var bytes = new byte[words.Length * 32];
        for (var i = 0; i < words.Length; i++)
            words[i].WriteTo(bytes.AsSpan(i * 32));
        return Task.FromResult(JsonSerializer.SerializeToElement(Hex.Encode(bytes)));
    }
}
