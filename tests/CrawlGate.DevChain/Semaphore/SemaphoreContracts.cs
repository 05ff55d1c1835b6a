using System.Numerics;
using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.DevChain;

/// <summary>The contracts of Semaphore 4 on a test chain, with the chain's first account as the admin of every group.</summary>
public sealed class SemaphoreContracts
{
    private const string ProofType = "(uint256,uint256,uint256,uint256,uint256,uint256[8])";

    private readonly Anvil _chain;
    private readonly SemaphoreArtifact _semaphore;
    private readonly SemaphoreArtifact _verifier;

    private SemaphoreContracts(Anvil chain, SemaphoreArtifact semaphore, SemaphoreArtifact verifier, Address address, Address verifierAddress)
    {
        _chain = chain;
        _semaphore = semaphore;
        _verifier = verifier;
        Address = address;
        VerifierAddress = verifierAddress;
    }

    /// <summary><c>Semaphore.sol</c>: groups.</summary>
    public Address Address { get; }

    /// <summary><c>SemaphoreVerifier.sol</c>: the pairing alone.</summary>
    public Address VerifierAddress { get; }

    /// <summary>Compiles the contracts if need be and deploys them.</summary>
    public static async Task<SemaphoreContracts> DeployAsync(Anvil chain)
    {
        var poseidon = await SemaphoreArtifact.LoadAsync("PoseidonT3");
        var verifier = await SemaphoreArtifact.LoadAsync("SemaphoreVerifier");
        var semaphore = await SemaphoreArtifact.LoadAsync("Semaphore");
        var poseidonAddress = await chain.DeployAsync(poseidon.Plain("PoseidonT3"));
        var verifierAddress = await chain.DeployAsync(verifier.Plain("SemaphoreVerifier"));
        var address = await chain.DeployAsync(semaphore.Link("Semaphore", "PoseidonT3", poseidonAddress), Abi.Encode(verifierAddress));
        return new SemaphoreContracts(chain, semaphore, verifier, address, verifierAddress);
    }

    /// <summary>Creates a group whose older roots stay good for a time; answers its id.</summary>
    public async Task<UInt256> CreateGroupAsync(TimeSpan rootDuration)
    {
        var id = new UInt256(await _chain.CallAsync(Address, _semaphore.Encode("groupCounter()")));
        await SendAsync("createGroup(address,uint256)", DevAccount.All[0].Address, (UInt256)(ulong)rootDuration.TotalSeconds);
        return id;
    }

    /// <summary>Adds a member by its identity commitment.</summary>
    public Task AddMemberAsync(UInt256 group, UInt256 commitment) => SendAsync("addMember(uint256,uint256)", group, commitment);

    /// <summary>Removes a member; the siblings are those on the way from it to the root.</summary>
    public Task RemoveMemberAsync(UInt256 group, UInt256 commitment, IReadOnlyList<UInt256> siblings) => SendAsync(
        "removeMember(uint256,uint256,uint256[])", [group, commitment, (UInt256)96, (UInt256)(ulong)siblings.Count, .. siblings.Cast<object>()]);

    /// <summary>The root of a group's tree.</summary>
    public async Task<UInt256> RootAsync(UInt256 group) => new(await _chain.CallAsync(Address, _semaphore.Encode("getMerkleTreeRoot(uint256)", group)));

    /// <summary>What <c>Semaphore.sol</c> says about a proof in the package's JSON: its root counts too. False when it reverts.</summary>
    public async Task<bool> VerifyAsync(UInt256 group, JsonElement proof)
    {
        object[] arguments =
        [
            group, (UInt256)proof.GetProperty("merkleTreeDepth").GetUInt64(), Number(proof, "merkleTreeRoot"), Number(proof, "nullifier"),
            Number(proof, "message"), Number(proof, "scope"), .. Points(proof),
        ];
        return await IsTrueAsync(Address, _semaphore.Encode($"verifyProof(uint256,{ProofType})", arguments));
    }

    /// <summary>What <c>SemaphoreVerifier.sol</c> says about a proof in the package's JSON, whatever its group. False when it reverts.</summary>
    public async Task<bool> VerifyPairingAsync(JsonElement proof)
    {
        object[] arguments =
        [
            .. Points(proof), Number(proof, "merkleTreeRoot"), Number(proof, "nullifier"), Hash(Number(proof, "message")), Hash(Number(proof, "scope")),
            (UInt256)proof.GetProperty("merkleTreeDepth").GetUInt64(),
        ];
        return await IsTrueAsync(VerifierAddress, _verifier.Encode("verifyProof(uint256[2],uint256[2][2],uint256[2],uint256[4],uint256)", arguments));
    }

    private async Task<bool> IsTrueAsync(Address contract, byte[] call)
    {
        try
        {
            return new UInt256(await _chain.CallAsync(contract, call)) == 1;
        }
        catch (EthereumRpcException revert) when (revert.IsExecutionFailure)
        {
            return false;
        }
    }

    private Task<TransactionReceipt> SendAsync(string signature, params ReadOnlySpan<object> arguments) =>
        _chain.SendAsync(null, Address, _semaphore.Encode(signature, arguments));

    private static object[] Points(JsonElement proof) => [.. proof.GetProperty("points").EnumerateArray().Select(point => (object)UInt256.Parse(point.GetString()))];

    private static UInt256 Number(JsonElement proof, string name) => UInt256.Parse(proof.GetProperty(name).GetString());

    private static UInt256 Hash(UInt256 value)
    {
        var word = new byte[32];
        value.WriteTo(word);
        return UInt256.FromBigInteger(new BigInteger(Keccak256.HashData(word).ToArray(), isUnsigned: true, isBigEndian: true) >> 8);
    }
}
