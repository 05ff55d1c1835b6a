using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using Xunit.Abstractions;

namespace CrawlGate.Tests.Personhood;

public sealed class WorldIdLocalProofsTests(ITestOutputHelper output)
{
    private const string V4File = "worldid4_vectors.json";

    private const string V3File = "worldid3_depth30_vector.json";

    private readonly FixedTime _clock = new(WorldIdVectors.ExpiresAt);

    [Fact]
    public void P4_The_embedded_keys_are_points_of_their_groups_for_the_circuits_inputs()
    {
        Assert.Equal((15, 4), (WorldIdKeys.V4.PublicInputCount, WorldIdKeys.V3.PublicInputCount));
    }

    [Theory]
    [InlineData("uniq")]
    [InlineData("sess")]
    public async Task P4_Real_proofs_of_version_4_are_accepted(string name)
    {
        if (WorldIdVectors.Load(V4File, output) is not { } vectors)
            return;
        var statement = WorldIdVectors.V4(vectors, name);

        var accepted = Assert.IsType<WorldIdVerdict.Accepted>(await Local(WorldIdVectors.Chain(vectors, name)).VerifyAsync(statement));

        Assert.Equal((statement.Nullifier, WorldIdLevel.Human, statement.SessionId), (accepted.Nullifier, accepted.Level, accepted.SessionId));
    }

    [Fact]
    public void P4_A_proof_whose_action_contracts_would_not_take_verifies_as_a_proof()
    {
        if (WorldIdVectors.Load(V4File, output) is not { } vectors)
            return;
        var inputs = WorldIdVectors.Inputs(vectors, "nul");

        Assert.True(WorldIdPairing.VerifyV4(WorldIdVectors.V4(vectors, "nul"), (inputs[2], inputs[3]), (inputs[10], inputs[11]), 30));
        Assert.False(WorldIdPairing.VerifyV4(WorldIdVectors.V4(vectors, "nul"), (inputs[2], inputs[3]), (inputs[10], inputs[11]), 31));
    }

    [Theory]
    [InlineData("uniq")]
    [InlineData("sess")]
    public async Task P4_Whatever_is_changed_the_proof_no_longer_holds(string name)
    {
        if (WorldIdVectors.Load(V4File, output) is not { } vectors)
            return;
        var honest = WorldIdVectors.V4(vectors, name);
        var chain = WorldIdVectors.Chain(vectors, name);
        chain.SetRoot(5, true);
        var lying = WorldIdVectors.Chain(vectors, name);
        lying.SetIssuerKey(1, 7, 8);
        Assert.True(WorldIdSessionId.TryParse("session_" + new string('1', 128), out var session));

        WorldIdStatement[] forged =
        [
            honest with { Nullifier = 5 },
            honest with { Nonce = 5 },
            honest with { SignalHash = 5 },
            honest with { Root = 5 },
            honest with { ExpiresAtMin = honest.ExpiresAtMin + 1 },
            honest with { Proof = [honest.Proof[3], honest.Proof[1], honest.Proof[2], honest.Proof[0]] },
            honest with { Proof = [0, 0, 0, 0] },
            honest with { Proof = [UInt256.MaxValue, honest.Proof[1], honest.Proof[2], honest.Proof[3]] },
            honest.SessionId is null ? honest with { Action = 5 } : honest with { SessionId = session },
        ];
        foreach (var statement in forged)
            Assert.Equal(WorldIdCodes.InvalidProof, Code(await Local(chain).VerifyAsync(statement)));
        Assert.Equal(WorldIdCodes.InvalidProof, Code(await Local(lying).VerifyAsync(honest)));
    }

    [Fact]
    public async Task P5_A_real_proof_of_version_3_is_accepted_flat_and_compressed()
    {
        if (WorldIdVectors.Load(V3File, output) is not { } vector)
            return;
        var statement = WorldIdVectors.V3(vector);
        var chain = new ScriptedChain();

        Assert.IsType<WorldIdVerdict.Accepted>(await Local(chain).VerifyAsync(statement));
        foreach (var forged in (WorldIdStatement[])[statement with { Nullifier = 5 }, statement with { SignalHash = 5 }, statement with { Action = 5 }, statement with { Root = 5 }])
            Assert.Equal(WorldIdCodes.InvalidProof, Code(await Local(chain).VerifyAsync(forged)));

        var compressed = statement with { Proof = [.. Compress(statement.Proof), default, default, default, default] };
        Assert.IsType<WorldIdVerdict.Accepted>(await Local(chain).VerifyAsync(compressed));
        Assert.Equal(WorldIdCodes.InvalidProof, Code(await Local(chain).VerifyAsync(compressed with { Nullifier = 5 })));
    }

    [Fact]
    public async Task P5_The_router_says_whether_a_root_of_version_3_is_good_and_is_believed_for_half_a_minute()
    {
        const string verifyProof = "verifyProof(uint256,uint256,uint256,uint256,uint256,uint256[8])";
        if (WorldIdVectors.Load(V3File, output) is not { } vector)
            return;
        var statement = WorldIdVectors.V3(vector);
        var chain = new ScriptedChain { VerifierError = "ExpiredRoot()" };
        var proofs = Local(chain);

        Assert.Equal(WorldIdCodes.InvalidRoot, Code(await proofs.VerifyAsync(statement)));
        chain.VerifierError = "ProofInvalid()";
        Assert.IsType<WorldIdVerdict.Unavailable>(await proofs.VerifyAsync(statement));
        chain.VerifierError = null;
        Assert.IsType<WorldIdVerdict.Accepted>(await proofs.VerifyAsync(statement));
        chain.VerifierError = "NonExistentRoot()";
        _clock.Now += TimeSpan.FromSeconds(29);
        Assert.IsType<WorldIdVerdict.Accepted>(await proofs.VerifyAsync(statement));
        Assert.Equal(3, chain.Calls(verifyProof));
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(WorldIdCodes.InvalidRoot, Code(await proofs.VerifyAsync(statement)));
    }

    [Fact]
    public async Task P28_The_signal_is_bound_by_the_pairing()
    {
        if (WorldIdVectors.Load(V4File, output) is not { } vectors)
            return;
        var chain = WorldIdVectors.Chain(vectors, "uniq");
        var statement = WorldIdVectors.V4(vectors, "uniq");

        Assert.Equal(FieldHash.HashSignal("my_signal"), statement.SignalHash);
        Assert.IsType<WorldIdVerdict.Accepted>(await Local(chain).VerifyAsync(statement with { SignalHash = FieldHash.HashSignal("my_signal") }));
        Assert.Equal(WorldIdCodes.InvalidProof, Code(await Local(chain).VerifyAsync(statement with { SignalHash = FieldHash.HashSignal("my_signal2") })));
    }

    [Fact]
    public async Task P30_A_credential_counts_as_long_as_the_contract_says_after_its_expiry()
    {
        if (WorldIdVectors.Load(V4File, output) is not { } vectors)
            return;
        var chain = WorldIdVectors.Chain(vectors, "uniq");
        chain.SetThreshold(60);
        var statement = WorldIdVectors.V4(vectors, "uniq");

        _clock.Now += TimeSpan.FromSeconds(60);
        Assert.IsType<WorldIdVerdict.Accepted>(await Local(chain).VerifyAsync(statement));
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(WorldIdCodes.Expired, Code(await Local(chain).VerifyAsync(statement)));
        Assert.Equal(WorldIdCodes.InvalidProof, Code(await Local(chain).VerifyAsync(statement with { ExpiresAtMin = ulong.MaxValue })));
    }

    [Fact]
    public async Task P31_An_unknown_root_is_refused_and_a_good_one_is_believed_for_half_a_minute()
    {
        if (WorldIdVectors.Load(V4File, output) is not { } vectors)
            return;
        var chain = WorldIdVectors.Chain(vectors, "uniq");
        chain.SetThreshold(3600);
        var statement = WorldIdVectors.V4(vectors, "uniq");
        var proofs = Local(chain);

        chain.SetRoot(statement.Root, false);
        Assert.Equal(WorldIdCodes.InvalidRoot, Code(await proofs.VerifyAsync(statement)));
        chain.SetRoot(statement.Root, true);
        Assert.IsType<WorldIdVerdict.Accepted>(await proofs.VerifyAsync(statement));
        chain.SetRoot(statement.Root, false);
        _clock.Now += TimeSpan.FromSeconds(29);
        Assert.IsType<WorldIdVerdict.Accepted>(await proofs.VerifyAsync(statement));
        Assert.Equal(2, chain.Calls("isValidRoot(uint256)"));
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(WorldIdCodes.InvalidRoot, Code(await proofs.VerifyAsync(statement)));
        Assert.Equal(3, chain.Calls("isValidRoot(uint256)"));
    }

    [Fact]
    public async Task P31_Keys_and_addresses_are_read_once_an_hour()
    {
        string[] reads = ["issuerSchemaIdToPubkey(uint64)", "getOprfPublicKey(uint160)", "getMinExpirationThreshold()", "getWorldIDRegistry()", "getTreeDepth()"];
        if (WorldIdVectors.Load(V4File, output) is not { } vectors)
            return;
        var chain = WorldIdVectors.Chain(vectors, "uniq");
        chain.SetThreshold(7200);
        var proofs = Local(chain);

        foreach (var (minutes, expected) in ((int, int)[])[(0, 1), (59, 1), (1, 2)])
        {
            _clock.Now += TimeSpan.FromMinutes(minutes);
            Assert.IsType<WorldIdVerdict.Accepted>(await proofs.VerifyAsync(WorldIdVectors.V4(vectors, "uniq")));
            Assert.All(reads, function => Assert.Equal(expected, chain.Calls(function)));
        }
    }

    [Fact]
    public async Task P31_Made_up_roots_cost_the_node_nothing()
    {
        var chain = new ScriptedChain();
        chain.SetIssuerKey(1, 7, 8);
        chain.SetOprfKey(IdKit.RpId, 7, 8);

        Assert.Equal(WorldIdCodes.InvalidProof, Code(await Local(chain).VerifyAsync(IdKit.Statement(IdKit.V4()))));
        Assert.Equal(0, chain.Calls("isValidRoot(uint256)"));
    }

    [Fact]
    public async Task P31_Without_a_node_nobody_can_tell()
    {
        var chain = new ScriptedChain { IsDown = true };

        Assert.IsType<WorldIdVerdict.Unavailable>(await Local(chain).VerifyAsync(IdKit.Statement(IdKit.V4())));
        chain.IsDown = false;
        Assert.IsType<WorldIdVerdict.Unavailable>(await Local(chain).VerifyAsync(IdKit.Statement(IdKit.V4())));
    }

    [Fact]
    public async Task P29_An_issuer_without_a_key_is_refused()
    {
        var chain = new ScriptedChain();
        chain.SetIssuerKey(1, 0, 0);

        Assert.Equal(WorldIdCodes.IssuerUnregistered, Code(await Local(chain).VerifyAsync(IdKit.Statement(IdKit.V4()))));
    }

    [Fact]
    public async Task P35_An_action_of_the_other_kind_is_refused_before_anybody_is_asked()
    {
        var chain = new ScriptedChain { IsDown = true };
        var action = IdKit.Number("0x02" + new string('1', 62));

        Assert.Equal(WorldIdCodes.InvalidAction, Code(await Local(chain).VerifyAsync(IdKit.Statement(IdKit.V4()) with { Action = action })));
        Assert.Equal(WorldIdCodes.InvalidAction, Code(await Local(chain).VerifyAsync(IdKit.Statement(IdKit.Session()) with { Action = 5 })));
    }

    private WorldIdLocalProofs Local(ScriptedChain chain) => new(chain, ScriptedChain.Contracts, _clock);

    private static string Code(WorldIdVerdict verdict) => Assert.IsType<WorldIdVerdict.Refused>(verdict).Code;

    /// <summary>Finds the words whose decompression is these eight coordinates: the two flags of B and the one of each other point are tried.</summary>
    private static UInt256[] Compress(IReadOnlyList<UInt256> words)
    {
        var whole = new Groth16Proof(words[0], words[1], words[3], words[2], words[5], words[4], words[6], words[7]);
        for (var flags = 0; flags < 16; flags++)
        {
            UInt256[] compressed = [Shift(words[0], 1, flags & 1), words[2], Shift(words[3], 2, flags >> 1 & 3), Shift(words[6], 1, flags >> 3)];
            if (Bn254Compression.TryDecompress(compressed, out var proof) && proof == whole)
                return compressed;
        }

        throw new InvalidOperationException("No flags give these points.");
    }

    private static UInt256 Shift(UInt256 number, int count, int flags) => UInt256.FromBigInteger((number.ToBigInteger() << count) + flags);
}
