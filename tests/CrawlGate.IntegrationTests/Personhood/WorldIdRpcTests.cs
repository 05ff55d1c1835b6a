using System.Net;
using System.Net.Sockets;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.IntegrationTests;

/// <summary>Proofs that contracts on a real node decide about.</summary>
[Collection(ChainCollection.Name)]
public sealed class WorldIdRpcTests(ChainFixture fixture) : IAsyncLifetime, IDisposable
{
    private readonly EthereumRpcClient _rpc = new([fixture.Chain.RpcUrl]);
    private ContractArtifact _artifact = null!;
    private WorldIdContracts _contracts = null!;

    private Anvil Chain => fixture.Chain;

    public async Task InitializeAsync()
    {
        _artifact = await ContractArtifact.LoadAsync("WorldIdStub");
        var address = await Chain.DeployAsync(_artifact);
        _contracts = new WorldIdContracts { ChainId = Chain.ChainId, Verifier = address, Router = address };
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _rpc.Dispose();

    [Fact]
    public async Task P34_A_contract_that_returns_nothing_has_accepted_each_kind_of_proof()
    {
        var proofs = new WorldIdRpcProofs(_rpc, _contracts);

        foreach (var statement in Statements())
        {
            var accepted = Assert.IsType<WorldIdVerdict.Accepted>(await proofs.VerifyAsync(statement));
            Assert.Equal((statement.Nullifier, statement.SessionId, statement.Version), (accepted.Nullifier, accepted.SessionId, accepted.Version));
        }
    }

    [Theory]
    [InlineData("ProofInvalid()", WorldIdCodes.InvalidProof)]
    [InlineData("PublicInputNotInField()", WorldIdCodes.InvalidPublicInput)]
    [InlineData("InvalidMerkleRoot()", WorldIdCodes.InvalidRoot)]
    [InlineData("ExpirationTooOld()", WorldIdCodes.Expired)]
    [InlineData("UnregisteredIssuerSchemaId()", WorldIdCodes.IssuerUnregistered)]
    [InlineData("InvalidAction()", WorldIdCodes.InvalidAction)]
    [InlineData("NonExistentRoot()", WorldIdCodes.InvalidRoot)]
    [InlineData("ExpiredRoot()", WorldIdCodes.InvalidRoot)]
    [InlineData("NoSuchGroup(uint256)", WorldIdCodes.InvalidGroup)]
    [InlineData("GroupIsDisabled()", WorldIdCodes.InvalidGroup)]
    [InlineData("SomethingNew()", WorldIdCodes.VerificationFailed)]
    public async Task P34_A_contract_that_reverts_has_refused_with_its_reason(string error, string code)
    {
        await SetAsync("setRevert(bytes)", (object)(byte[])[.. AbiSelector.Of(error), .. new byte[32]]);

        foreach (var statement in Statements())
            Assert.Equal(code, Assert.IsType<WorldIdVerdict.Refused>(await new WorldIdRpcProofs(_rpc, _contracts).VerifyAsync(statement)).Code);
    }

    [Fact]
    public async Task P34_A_contract_that_returns_something_is_no_verifier()
    {
        await SetAsync("setAnswer(bytes)", (object)new byte[32]);

        Assert.IsType<WorldIdVerdict.Unavailable>(await new WorldIdRpcProofs(_rpc, _contracts).VerifyAsync(Statements()[0]));
    }

    [Fact]
    public async Task P34_An_address_without_a_contract_accepts_everything_and_so_stops_the_start()
    {
        var nowhere = Address.Parse("0x00000000000000000000000000000000000c0de0");
        var noVerifier = _contracts with { Verifier = nowhere };
        var noRouter = _contracts with { Router = nowhere };

        Assert.IsType<WorldIdVerdict.Accepted>(await new WorldIdRpcProofs(_rpc, noVerifier).VerifyAsync(Statements()[0]));
        foreach (var contracts in (WorldIdContracts[])[noVerifier, noRouter])
        {
            var setup = await new WorldIdRpcProofs(_rpc, contracts).CheckSetupAsync();
            Assert.Equal(WorldIdSetupState.Wrong, setup.State);
            Assert.Contains(nowhere.ToString(), setup.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task P34_A_node_of_another_chain_stops_the_start()
    {
        Assert.Equal(WorldIdSetup.Ready, await new WorldIdRpcProofs(_rpc, _contracts).CheckSetupAsync());

        var setup = await new WorldIdRpcProofs(_rpc, _contracts with { ChainId = 480 }).CheckSetupAsync();
        Assert.Equal(WorldIdSetupState.Wrong, setup.State);
        Assert.Contains("84532", setup.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P34_A_node_that_is_away_is_no_verdict_and_no_wrong_setting()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();
        using var nobody = new EthereumRpcClient([new Uri($"http://127.0.0.1:{port}/")]);
        var proofs = new WorldIdRpcProofs(nobody, _contracts);

        Assert.IsType<WorldIdVerdict.Unavailable>(await proofs.VerifyAsync(Statements()[0]));
        Assert.Equal(WorldIdSetupState.Unknown, (await proofs.CheckSetupAsync()).State);
    }

    [Fact]
    public async Task P34_Without_a_router_version_3_cannot_be_verified()
    {
        var proofs = new WorldIdRpcProofs(_rpc, _contracts with { Router = null });

        Assert.IsType<WorldIdVerdict.Unavailable>(await proofs.VerifyAsync(Statements()[2]));
        Assert.Equal(WorldIdSetup.Ready, await proofs.CheckSetupAsync());
    }

    [Fact]
    public async Task P30_The_contract_compares_the_expiry_with_its_own_clock()
    {
        await SetAsync("setThreshold(uint256)", (UInt256)1);

        Assert.Equal(WorldIdCodes.Expired, Assert.IsType<WorldIdVerdict.Refused>(await new WorldIdRpcProofs(_rpc, _contracts).VerifyAsync(Statements()[0] with { ExpiresAtMin = 1 })).Code);
        Assert.IsType<WorldIdVerdict.Accepted>(await new WorldIdRpcProofs(_rpc, _contracts).VerifyAsync(Statements()[0] with { ExpiresAtMin = uint.MaxValue }));
    }

    private Task SetAsync(string function, params object[] arguments) =>
        Chain.SendAsync(null, _contracts.Verifier, _artifact.Encode(function, arguments));

    /// <summary>One of each kind; the contracts here do not look at the numbers.</summary>
    private static WorldIdStatement[] Statements()
    {
        var uniqueness = new WorldIdStatement
        {
            Version = WorldIdVersion.V4,
            Environment = WorldIdEnvironment.Staging,
            RpId = new WorldIdRpId(1),
            Nonce = 2,
            Action = 3,
            SignalHash = 4,
            Nullifier = 5,
            IssuerSchemaId = WorldIdIssuers.ProofOfHuman,
            ExpiresAtMin = uint.MaxValue,
            Root = 6,
            Proof = [7, 8, 9, 10],
        };
        Assert.True(WorldIdSessionId.TryParse("session_" + new string('1', 128), out var session));
        return [uniqueness, uniqueness with { SessionId = session }, uniqueness with { Version = WorldIdVersion.V3, Proof = [7, 8, 9, 10, 11, 12, 13, 14] }];
    }
}
