using System.Text.Json;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.IntegrationTests;

[Collection(SemaphoreCollection.Name)]
public sealed class SemaphoreContractRootsTests(SemaphoreFixture semaphore)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    [Fact]
    public async Task P19_A_root_is_good_while_it_is_the_groups_and_for_the_groups_duration_after()
    {
        var group = await semaphore.Contracts.CreateGroupAsync(Window);
        var roots = Roots(group);
        string[] members = [await MemberAsync("p19 a"), await MemberAsync("p19 b")];
        await AddAsync(group, members);
        var first = await RootAsync(group, members);
        var proof = JsonSerializer.Deserialize<JsonElement>(await semaphore.Prover.ProveAsync("p19 a", members, "hello", "p19", 4));
        Assert.True(SemaphoreProof.TryParse(proof, out var parsed, out _));
        Assert.Equal(first, parsed.MerkleTreeRoot);
        Assert.True(SemaphoreVerifier.Verify(parsed));

        Assert.True(await roots.IsCurrentAsync(first));
        Assert.True(await semaphore.Contracts.VerifyAsync(group, proof));
        Assert.False(await roots.IsCurrentAsync(UInt256.FromBigInteger(first.ToBigInteger() + 1)));

        // The root of the moment does not age.
        await semaphore.Chain.IncreaseTimeAsync(Window * 3);
        Assert.True(await roots.IsCurrentAsync(first));
        Assert.True(await semaphore.Contracts.VerifyAsync(group, proof));

        members = [.. members, await MemberAsync("p19 c")];
        await AddAsync(group, members[2]);
        var second = await RootAsync(group, members);
        Assert.True(await roots.IsCurrentAsync(second));
        // The window is counted from when a root came into being, not from when it was replaced.
        Assert.False(await roots.IsCurrentAsync(first));
        Assert.False(await semaphore.Contracts.VerifyAsync(group, proof));

        await AddAsync(group, await MemberAsync("p19 d"));
        await semaphore.Chain.IncreaseTimeAsync(Window - TimeSpan.FromMinutes(1));
        Assert.True(await roots.IsCurrentAsync(second));
        await semaphore.Chain.IncreaseTimeAsync(TimeSpan.FromMinutes(2));
        Assert.False(await roots.IsCurrentAsync(second));
    }

    [Fact]
    public async Task P20_After_a_members_removal_there_is_a_new_root_and_the_old_proof_is_refused_when_the_window_has_passed()
    {
        var group = await semaphore.Contracts.CreateGroupAsync(Window);
        var roots = Roots(group);
        string[] members = [await MemberAsync("p20 a"), await MemberAsync("p20 b"), await MemberAsync("p20 c")];
        await AddAsync(group, members);
        var proof = JsonSerializer.Deserialize<JsonElement>(await semaphore.Prover.ProveAsync("p20 b", members, "hello", "p20", 4));
        var before = UInt256.Parse(proof.GetProperty("merkleTreeRoot").GetString());
        Assert.True(await roots.IsCurrentAsync(before));

        var siblings = await semaphore.Prover.SiblingsAsync(members, 1);
        await semaphore.Contracts.RemoveMemberAsync(group, UInt256.Parse(members[1]), [.. siblings.Select(sibling => UInt256.Parse(sibling))]);
        members[1] = "0";
        var after = await RootAsync(group, members);
        Assert.NotEqual(before, after);
        Assert.True(await roots.IsCurrentAsync(after));
        Assert.True(await roots.IsCurrentAsync(before));
        Assert.True(await semaphore.Contracts.VerifyAsync(group, proof));

        await semaphore.Chain.IncreaseTimeAsync(Window + TimeSpan.FromSeconds(10));
        Assert.False(await roots.IsCurrentAsync(before));
        Assert.False(await semaphore.Contracts.VerifyAsync(group, proof));
        Assert.True(await roots.IsCurrentAsync(after));
        await Assert.ThrowsAsync<InvalidOperationException>(() => semaphore.Prover.ProveAsync("p20 b", members, "hello", "p20", 4));
    }

    [Fact]
    public async Task A_root_that_was_accepted_is_not_asked_about_again_for_a_while()
    {
        var group = await semaphore.Contracts.CreateGroupAsync(TimeSpan.Zero);
        await AddAsync(group, await MemberAsync("cached a"));
        var root = await semaphore.Contracts.RootAsync(group);
        var keeping = Roots(group, TimeSpan.FromHours(1));
        var asking = Roots(group);
        Assert.True(await keeping.IsCurrentAsync(root));

        await AddAsync(group, await MemberAsync("cached b"));
        await semaphore.Chain.IncreaseTimeAsync(TimeSpan.FromSeconds(10));
        Assert.True(await keeping.IsCurrentAsync(root));
        Assert.False(await asking.IsCurrentAsync(root));
        Assert.False(await keeping.IsCurrentAsync(1));
    }

    [Fact]
    public async Task A_group_without_members_has_no_root()
    {
        var group = await semaphore.Contracts.CreateGroupAsync(Window);
        Assert.False(await Roots(group).IsCurrentAsync(0));
        Assert.False(await Roots(group).IsCurrentAsync(1));
    }

    [Fact]
    public async Task A_group_that_does_not_exist_and_an_address_without_the_contract_are_no_answer()
    {
        await Assert.ThrowsAsync<EthereumRpcException>(() => Roots(UInt256.MaxValue).IsCurrentAsync(1).AsTask());
        var nobody = new SemaphoreContractRoots(semaphore.Chain.Rpc, DevAccount.All[5].Address, 0, TimeProvider.System, TimeSpan.Zero);
        await Assert.ThrowsAsync<EthereumRpcUnavailableException>(() => nobody.IsCurrentAsync(1).AsTask());
        var other = new SemaphoreContractRoots(semaphore.Chain.Rpc, semaphore.Contracts.VerifierAddress, 0, TimeProvider.System, TimeSpan.Zero);
        await Assert.ThrowsAsync<EthereumRpcException>(() => other.IsCurrentAsync(1).AsTask());
    }

    private SemaphoreContractRoots Roots(UInt256 group, TimeSpan cacheFor = default) =>
        new(semaphore.Chain.Rpc, semaphore.Contracts.Address, group, TimeProvider.System, cacheFor);

    private Task<string> MemberAsync(string secret) => semaphore.Prover.CommitmentAsync(secret);

    private async Task AddAsync(UInt256 group, params string[] members)
    {
        foreach (var member in members)
            await semaphore.Contracts.AddMemberAsync(group, UInt256.Parse(member));
    }

    /// <summary>The contract's root, which must be the one that the npm package computes.</summary>
    private async Task<UInt256> RootAsync(UInt256 group, IReadOnlyList<string> members)
    {
        var root = await semaphore.Contracts.RootAsync(group);
        Assert.Equal(await semaphore.Prover.RootAsync(members), root.ToString());
        return root;
    }
}
