using System.Text.Json;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using CrawlGate.Tests;
using Xunit.Abstractions;

namespace CrawlGate.IntegrationTests;

/// <summary>Proofs that are verified here, with roots and keys out of contracts on a real node.</summary>
[Collection(ChainCollection.Name)]
public sealed class WorldIdLocalTests(ChainFixture fixture, ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const ulong Expiry = 1_783_942_504;

    private readonly EthereumRpcClient _rpc = new([fixture.Chain.RpcUrl]);
    private readonly FixedTime _clock = new((long)Expiry);
    private ContractArtifact _artifact = null!;
    private WorldIdContracts _contracts = null!;

    public async Task InitializeAsync()
    {
        _artifact = await ContractArtifact.LoadAsync("WorldIdStub");
        _contracts = new WorldIdContracts { ChainId = fixture.Chain.ChainId, Verifier = await fixture.Chain.DeployAsync(_artifact) };
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _rpc.Dispose();

    [Fact]
    public async Task P30_What_the_contracts_know_decides_before_the_pairing_does()
    {
        var statement = new WorldIdStatement
        {
            Version = WorldIdVersion.V4,
            Environment = WorldIdEnvironment.Staging,
            RpId = new WorldIdRpId(9),
            Nonce = 2,
            Action = 3,
            SignalHash = 4,
            Nullifier = 5,
            IssuerSchemaId = WorldIdIssuers.ProofOfHuman,
            ExpiresAtMin = Expiry - 100,
            Root = 6,
            Proof = [7, 8, 9, 10],
        };

        Assert.Equal(WorldIdCodes.Expired, Code(await VerifyAsync(statement)));
        await SetAsync("setThreshold(uint256)", (UInt256)100);
        Assert.Equal(WorldIdCodes.IssuerUnregistered, Code(await VerifyAsync(statement)));
        await SetAsync("setIssuerKey(uint256,uint256,uint256)", (UInt256)1, (UInt256)7, (UInt256)8);
        Assert.IsType<WorldIdVerdict.Unavailable>(await VerifyAsync(statement));
        await SetAsync("setOprfKey(uint256,uint256,uint256)", (UInt256)9, (UInt256)7, (UInt256)8);
        Assert.Equal(WorldIdCodes.InvalidProof, Code(await VerifyAsync(statement)));
        Assert.Equal(WorldIdSetup.Ready, await new WorldIdLocalProofs(_rpc, _contracts, _clock).CheckSetupAsync());
    }

    [Theory]
    [InlineData("uniq")]
    [InlineData("sess")]
    public async Task P31_A_real_proof_is_accepted_as_soon_as_the_registry_knows_its_root(string name)
    {
        var file = RepositoryRoot.Combine("..", "shared", "vectors", "personhood", "worldid4_vectors.json");
        if (!File.Exists(file))
        {
            output.WriteLine("worldid4_vectors.json is not beside the checkout; nothing was verified.");
            return;
        }

        using var vectors = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        var (statement, inputs) = Read(vectors.RootElement.GetProperty(name));
        await SetAsync("setIssuerKey(uint256,uint256,uint256)", inputs[1], inputs[2], inputs[3]);
        await SetAsync("setOprfKey(uint256,uint256,uint256)", inputs[8], inputs[10], inputs[11]);

        Assert.Equal(WorldIdCodes.InvalidRoot, Code(await VerifyAsync(statement)));
        await SetAsync("setRoot(uint256,uint256)", statement.Root, (UInt256)1);
        Assert.Equal(statement.Nullifier, Assert.IsType<WorldIdVerdict.Accepted>(await VerifyAsync(statement)).Nullifier);
    }

    private Task<WorldIdVerdict> VerifyAsync(WorldIdStatement statement) => new WorldIdLocalProofs(_rpc, _contracts, _clock).VerifyAsync(statement);

    private Task SetAsync(string function, params object[] arguments) =>
        fixture.Chain.SendAsync(null, _contracts.Verifier, _artifact.Encode(function, arguments));

    private static string Code(WorldIdVerdict verdict) => Assert.IsType<WorldIdVerdict.Refused>(verdict).Code;

    private static (WorldIdStatement Statement, UInt256[] Inputs) Read(JsonElement vector)
    {
        UInt256[] inputs = [.. vector.GetProperty("sig").EnumerateArray().Select(number => UInt256.Parse(number.GetString()))];
        var session = FieldText.ToHex(inputs[14])[2..];
        Assert.True(inputs[1].TryGetUInt64(out var issuer) & inputs[4].TryGetUInt64(out var expires) & inputs[8].TryGetUInt64(out var rp));
        return (new WorldIdStatement
        {
            Version = WorldIdVersion.V4,
            Environment = WorldIdEnvironment.Staging,
            RpId = new WorldIdRpId(rp),
            Nonce = inputs[13],
            Action = inputs[9],
            SignalHash = inputs[12],
            Nullifier = inputs[0],
            IssuerSchemaId = issuer,
            ExpiresAtMin = expires,
            Root = inputs[6],
            Proof = [.. vector.GetProperty("p").EnumerateArray().Select(word => FieldNumber.TryParse(word.GetString(), out var number) ? number : throw new FormatException())],
            SessionId = WorldIdSessionId.TryParse($"session_{session}{session}", out var id) ? id : null,
        }, inputs);
    }
}
