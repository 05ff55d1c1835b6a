using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

public sealed class SemaphoreProofTests
{
    private static readonly BigInteger TwoTo256 = BigInteger.One << 256;

    [Fact]
    public void The_json_of_the_npm_package_is_read()
    {
        var proof = Parse(Genuine());
        Assert.Equal(20, proof.MerkleTreeDepth);
        Assert.Equal(ProofCase.Semaphore(20).Inputs[0], proof.MerkleTreeRoot);
        Assert.Equal(ProofCase.Semaphore(20).Inputs[1], proof.Nullifier);
        Assert.Equal(ProofCase.Semaphore(20).Inputs[2], SemaphoreHash.ToField(proof.Message));
        Assert.Equal(ProofCase.Semaphore(20).Inputs[3], SemaphoreHash.ToField(proof.Scope));
        Assert.Equal(ProofCase.Semaphore(20).Proof, proof.Points);
    }

    [Fact]
    public void P21_Every_spelling_of_a_nullifier_is_the_same_nullifier()
    {
        var genuine = Parse(Genuine());
        var number = genuine.Nullifier.ToBigInteger();
        var hex = number.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        string[] spellings =
        [
            number.ToString(CultureInfo.InvariantCulture),
            number.ToString(CultureInfo.InvariantCulture).PadLeft(78, '0'),
            "0" + number.ToString(CultureInfo.InvariantCulture),
            "0x" + hex,
            "0x" + hex.PadLeft(64, '0'),
            "0x" + hex.ToUpperInvariant(),
        ];
        var nullifiers = new HashSet<UInt256>();
        foreach (var spelling in spellings)
        {
            var json = Genuine();
            json["nullifier"] = spelling;
            var proof = Parse(json);
            Assert.Equal(genuine, proof);
            Assert.True(SemaphoreVerifier.Verify(proof));
            nullifiers.Add(proof.Nullifier);
        }

        Assert.Single(nullifiers);
    }

    [Fact]
    public void P21_A_nullifier_that_names_the_same_residue_is_another_number_and_is_refused_by_the_verification()
    {
        var json = Genuine();
        json["nullifier"] = (Parse(json).Nullifier.ToBigInteger() + Reference.R).ToString(CultureInfo.InvariantCulture);
        Assert.False(SemaphoreVerifier.Verify(Parse(json)));
    }

    [Fact]
    public void Numbers_reach_to_2_to_the_256_and_not_further()
    {
        foreach (var name in new[] { "merkleTreeRoot", "nullifier", "message", "scope" })
        {
            var json = Genuine();
            json[name] = (TwoTo256 - 1).ToString(CultureInfo.InvariantCulture);
            Parse(json);
            json[name] = "0x" + new string('f', 64);
            Parse(json);
            json[name] = TwoTo256.ToString(CultureInfo.InvariantCulture);
            AssertRefused(json, name);
            json[name] = "0x1" + new string('0', 64);
            AssertRefused(json, name);
            json[name] = "0x0" + new string('0', 64);
            AssertRefused(json, name);
            json[name] = new string('0', 79);
            AssertRefused(json, name);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1e3")]
    [InlineData("1.0")]
    [InlineData("0X1")]
    [InlineData("0x-1")]
    [InlineData("0xg")]
    [InlineData("abc")]
    [InlineData("١")]
    public void What_is_not_a_number_is_refused_in_every_place(string text)
    {
        foreach (var name in new[] { "merkleTreeRoot", "nullifier", "message", "scope" })
        {
            var json = Genuine();
            json[name] = text;
            AssertRefused(json, name);
        }

        var changed = Genuine();
        changed["points"]![3] = text;
        AssertRefused(changed, "points");
    }

    [Fact]
    public void Zeros_in_front_are_for_the_nullifier_alone()
    {
        foreach (var name in new[] { "merkleTreeRoot", "message", "scope" })
        {
            var json = Genuine();
            json[name] = "0" + json[name]!.GetValue<string>();
            AssertRefused(json, name);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("33")]
    [InlineData("-1")]
    [InlineData("20.5")]
    [InlineData("\"20\"")]
    [InlineData("99999999999")]
    [InlineData("null")]
    public void A_depth_outside_1_to_32_is_refused(string depth)
    {
        var json = Genuine();
        json["merkleTreeDepth"] = JsonNode.Parse(depth);
        AssertRefused(json, "merkleTreeDepth");
    }

    [Fact]
    public void There_are_exactly_eight_points()
    {
        var json = Genuine();
        json["points"]!.AsArray().Add("1");
        AssertRefused(json, "points");
        json["points"]!.AsArray().RemoveAt(8);
        Parse(json);
        json["points"]!.AsArray().RemoveAt(7);
        AssertRefused(json, "points");
        json["points"] = "1";
        AssertRefused(json, "points");
    }

    [Fact]
    public void Every_member_is_needed()
    {
        foreach (var name in Genuine().Select(member => member.Key).ToArray())
        {
            var json = Genuine();
            json.Remove(name);
            AssertRefused(json, name);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"{}\"")]
    [InlineData("{\"scope\":\"1\",\"scope\":\"2\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"merkleTreeDepth\":1,\"merkleTreeRoot\":\"\\ud800\"}")]
    public void Other_json_is_refused_without_an_exception(string json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.False(SemaphoreProof.TryParse(document.RootElement, out var proof, out var error));
        Assert.Null(proof);
        Assert.NotEmpty(error);
    }

    internal static JsonObject Genuine() => JsonNode.Parse(ProofCase.SemaphoreJson(20).GetRawText())!.AsObject();

    internal static SemaphoreProof Parse(JsonNode json)
    {
        Assert.True(SemaphoreProof.TryParse(JsonSerializer.SerializeToElement(json), out var proof, out var error), error);
        return proof;
    }

    private static void AssertRefused(JsonObject json, string name)
    {
        Assert.False(SemaphoreProof.TryParse(JsonSerializer.SerializeToElement(json), out _, out var error));
        Assert.Contains(name, error, StringComparison.Ordinal);
    }
}
