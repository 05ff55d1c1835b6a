using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using Xunit.Abstractions;

namespace CrawlGate.IntegrationTests;

[Collection(SemaphoreCollection.Name)]
public sealed class SemaphoreAgreementTests(SemaphoreFixture semaphore, ITestOutputHelper output)
{
    private static readonly int[] Depths = [1, 3, 7, 10, 20, 32];

    [Fact]
    public async Task P14_snarkjs_the_contract_and_we_agree_on_fresh_and_mutated_proofs()
    {
        var agreed = 0;
        var held = 0;
        foreach (var depth in Depths)
        {
            var genuine = await ProveAsync(depth);
            await AssertAgreementAsync("genuine", genuine, holds: true);
            foreach (var (what, proof, holds) in Mutations.Of(genuine))
            {
                await AssertAgreementAsync($"depth {depth.ToString(CultureInfo.InvariantCulture)}, {what}", proof, holds);
                agreed++;
                held += holds ? 1 : 0;
            }
        }

        output.WriteLine($"{agreed + Depths.Length} proofs, of which {held + Depths.Length} hold.");
        Assert.True(agreed >= 100);
    }

    [Fact]
    public async Task P14_Other_spellings_of_the_same_points_are_refused_by_the_contract_and_us_though_snarkjs_reduces_them()
    {
        foreach (var (what, proof) in Mutations.Aliases(await ProveAsync(3)))
        {
            var json = JsonSerializer.SerializeToElement(proof);
            Assert.False(await semaphore.Contracts.VerifyPairingAsync(json), what);
            Assert.False(IsValid(json), what);
            Assert.True(await semaphore.Prover.VerifyAsync(proof.ToJsonString()), what);
        }
    }

    [Fact]
    public async Task The_keys_inside_are_those_of_the_circuits_package()
    {
        var written = Path.GetTempFileName();
        try
        {
            await NodeScriptAsync(written);
            using var resource = typeof(SemaphoreVerifier).Assembly.GetManifestResourceStream("semaphore-4.keys")!;
            using var inside = new MemoryStream();
            await resource.CopyToAsync(inside);
            Assert.Equal(await File.ReadAllBytesAsync(written), inside.ToArray());
        }
        finally
        {
            File.Delete(written);
        }
    }

    private async Task<JsonObject> ProveAsync(int depth)
    {
        var seed = depth.ToString(CultureInfo.InvariantCulture);
        var own = await semaphore.Prover.CommitmentAsync("agreement " + seed);
        string[] members = depth == 1 ? [own] : [await semaphore.Prover.CommitmentAsync("neighbour"), own, await semaphore.Prover.CommitmentAsync("other")];
        var proof = await semaphore.Prover.ProveAsync("agreement " + seed, members, "0x" + Convert.ToHexString(Keccak256.HashData("message"u8).ToArray()), "scope " + seed, depth);
        return JsonNode.Parse(proof)!.AsObject();
    }

    private async Task AssertAgreementAsync(string what, JsonObject proof, bool holds)
    {
        var json = JsonSerializer.SerializeToElement(proof);
        Assert.True(holds == IsValid(json), $"We: {what}");
        Assert.True(holds == await semaphore.Contracts.VerifyPairingAsync(json), $"The contract: {what}");
        Assert.True(holds == await semaphore.Prover.VerifyAsync(proof.ToJsonString()), $"snarkjs: {what}");
    }

    private static bool IsValid(JsonElement json)
    {
        Assert.True(SemaphoreProof.TryParse(json, out var proof, out var error), error);
        return SemaphoreVerifier.Verify(proof);
    }

    private static Task NodeScriptAsync(string output) => NodeProcess.RunAsync(
        "personhood/semaphore-keys.mjs", new Dictionary<string, string> { ["OUTPUT"] = output });
}
