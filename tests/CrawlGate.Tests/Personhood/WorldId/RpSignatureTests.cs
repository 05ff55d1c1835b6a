using System.Text.Json;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

public sealed class RpSignatureTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(Repository.Read("tests", "CrawlGate.Tests", "Vectors", "personhood", "rp_signature_vectors.json")).RootElement;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task P22_A_challenge_is_signed_as_the_reference_signs_it(int index)
    {
        var vector = Vectors[index];
        var action = vector.GetProperty("action").GetString();
        using var signer = PrivateKeySigner.FromHex(vector.GetProperty("signing_key").GetString());
        var nonce = FieldHash.HashToField([.. Enumerable.Range(0, 32).Select(value => (byte)value)]);
        long createdAt = vector.GetProperty("createdAt").GetInt64(), expiresAt = vector.GetProperty("expiresAt").GetInt64();

        var message = RpSignature.Message(nonce, createdAt, expiresAt, action);
        var digest = RpSignature.Digest(message);
        var context = await RpSignature.SignAsync(IdKit.RpId, signer, nonce, createdAt, expiresAt, action);

        Assert.Equal(vector.GetProperty("nonce").GetString(), FieldText.ToHex(context.Nonce));
        Assert.Equal(vector.GetProperty("message").GetString(), Hex.Encode(message));
        Assert.Equal(vector.GetProperty("digest").GetString(), digest.ToString());
        Assert.Equal(vector.GetProperty("sig").GetString(), context.Signature);
        Assert.True(EcdsaSignature.TryParse(Hex.Decode(context.Signature), out var signature));
        Assert.True(Secp256k1.TryRecover(digest, signature, out var recovered));
        Assert.Equal(Address.Parse(vector.GetProperty("signer").GetString()), recovered);
    }

    [Fact]
    public async Task P22_Fresh_challenges_differ_and_are_written_as_the_page_passes_them_on()
    {
        using var signer = PrivateKeySigner.FromHex(new string('a', 64));
        var clock = new FixedTime(1_700_000_000);

        var first = await RpSignature.CreateAsync(IdKit.RpId, signer, "a", clock);
        var second = await RpSignature.CreateAsync(IdKit.RpId, signer, "a", clock, TimeSpan.FromSeconds(60));
        var json = JsonSerializer.SerializeToElement(first, WorldIdJsonContext.Default.RpContext);

        Assert.NotEqual(first.Nonce, second.Nonce);
        Assert.Equal((1_700_000_000, 1_700_000_300, 1_700_000_060), (first.CreatedAt, first.ExpiresAt, second.ExpiresAt));
        Assert.Equal(["rp_id", "nonce", "created_at", "expires_at", "signature"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("rp_0123456789abcdef", json.GetProperty("rp_id").GetString());
        Assert.Matches("^0x00[0-9a-f]{62}$", json.GetProperty("nonce").GetString());
        Assert.Matches("^0x[0-9a-f]{128}(1b|1c)$", json.GetProperty("signature").GetString());
        Assert.Equal(first, json.Deserialize(WorldIdJsonContext.Default.RpContext));
    }
}
