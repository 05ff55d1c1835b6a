using System.Text.Json;
using CrawlGate.WebBotAuth;
using Xunit.Abstractions;

namespace CrawlGate.Tests.WebBotAuth;

/// <summary>Signatures of other implementations: those printed in the drafts, and the files beside the repository when it has them.</summary>
public sealed class VectorTests(ITestOutputHelper output)
{
    private const string Agent = "https://signature-agent.test";

    // The file's lifetimes are for its readers' clocks, not an example to follow.
    private static readonly WebBotAuthVerifierOptions AnyLifetime = new() { MaxLifetime = TimeSpan.FromDays(40_000) };

    [Theory]
    [InlineData("wba_v1.json")]
    [InlineData("wba_v2.json")]
    public async Task Every_vector_of_the_files_verifies(string file)
    {
        if (Repository.SharedFile("vectors", "webbotauth", file) is not { } json)
        {
            output.WriteLine($"../shared/vectors/webbotauth/{file} is not beside the repository; the vectors written into this class are checked instead.");
            await Every_vector_written_here_verifies();
            return;
        }

        var vectors = JsonDocument.Parse(json).RootElement;
        Assert.Equal(4, vectors.GetArrayLength());
        foreach (var vector in vectors.EnumerateArray())
        {
            var agent = vector.TryGetProperty("signature_agent", out var header) ? header.GetString() : null;
            await AssertVerifies(
                Text(vector, "target_url"), agent, Text(vector, "signature_input"), Text(vector, "signature"),
                vector.GetProperty("created_ms").GetInt64() / 1000, Text(vector.GetProperty("key"), "kty") == "RSA" ? TestKeys.Rsa : TestKeys.Ed25519Public);
            AssertKey(vector.GetProperty("key"));
        }
    }

    [Fact]
    public async Task Every_vector_written_here_verifies()
    {
        await AssertVerifies(
            "https://example.com/path/to/resource", null,
            """sig1=("@authority");created=1735689600;keyid="poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U";alg="ed25519";expires=4889289600;nonce="zIW8+cdmA3vdYagbxojpONwa/l0EKJ/O3/wD486VvsQjO/RxPaSt6ZxvQaMcQzNnqKN/mQ6hpGiFro2L2qkz5A==";tag="web-bot-auth" """.Trim(),
            "sig1=:QKN4fTdIYfh82fvoZCQiQA1weuozfCS/Led2zTMbewMMqH8PI2Wsy/5c4ao6B6D09nraNQdBNOADg8aM1MqfCg==:",
            1735689600, TestKeys.Ed25519Public);
        await AssertVerifies(
            "https://example.com/path/to/resource", $"agent2=\"{Agent}\"",
            """sig2=("@authority" "signature-agent";key="agent2");created=1735689600;keyid="poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U";alg="ed25519";expires=4889289600;nonce="n9p433xm+NJ3ph3upfBIGmsuwHw387YV7Q/F+6BSpGCVjYCqQw6rznNA8PVVLySrAWsv0hQtFioQb6E1YsauiA==";tag="web-bot-auth" """.Trim(),
            "sig2=:RdNFx5Bj6au3YgAMQL/RzmUlZE8QZLIaXGRpw985hWnwPfMxT228NMk6ehRS1PSl4e8PhbNZACSanGdhEwYCCg==:",
            1735689600, TestKeys.Ed25519Public);
    }

    private static async Task AssertVerifies(string url, string? agent, string input, string signature, long now, VerificationKey key)
    {
        (string, string)[] lines = [("Signature-Input", input), ("Signature", signature)];
        var request = new TestRequest("GET", url, agent is null ? lines : [("Signature-Agent", agent), .. lines]);
        Assert.Null(MessageSignature.TryRead(request, out var signatures));
        Assert.Null(Assert.Single(signatures).Verify(request, key));
        Assert.Equal(SignatureFault.Refuted, signatures[0].Verify(new TestRequest("GET", url.Replace("example.com", "example.org"), agent is null ? lines : [("Signature-Agent", agent), .. lines]), key)!.Fault);

        var result = await new WebBotAuthVerifier(new KeysInMemory(Agent, key), new FixedTime(now), AnyLifetime).VerifyAsync(request);
        if (agent is null)
            Assert.Equal(UnverifiedReason.NoSignatureAgent, Assert.IsType<WebBotAuthResult.Unverified>(result).Reason);
        else
            Assert.Equal((new Uri(Agent), key.KeyId), result is WebBotAuthResult.Verified verified ? (verified.Agent.Url, verified.KeyId) : default);
    }

    // The vectors' keys come with their private parts, which a directory must never show.
    private static void AssertKey(JsonElement jwk)
    {
        Assert.NotNull(TestKeys.Refusal(jwk.GetRawText()));
        var isPublic = jwk.EnumerateObject().Where(member => member.Name is "kty" or "crv" or "x" or "n" or "e").ToDictionary(member => member.Name, member => member.Value.GetString());
        var key = TestKeys.Read(JsonSerializer.Serialize(isPublic));
        Assert.Equal(isPublic["kty"] == "RSA" ? TestKeys.RsaId : TestKeys.Ed25519Id, key.KeyId);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
