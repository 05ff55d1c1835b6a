using System.Text;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

public sealed class WorldIdResultTests
{
    [Fact]
    public void P24_Decimal_and_hexadecimal_numbers_of_a_proof_are_the_same_numbers()
    {
        var decimals = IdKit.V4();
        var hexadecimals = IdKit.V4();
        var proof = hexadecimals.Item()["proof"]!.AsArray();
        for (var i = 0; i < proof.Count; i++)
            proof[i] = FieldText.ToHex(IdKit.Number(proof[i]!.GetValue<string>()));

        var (first, second) = (IdKit.Parse(decimals), IdKit.Parse(hexadecimals));

        Assert.Equal("4959814736111706042728533661656003495359474679272202023690954858781105690707", first.Responses[0].Root.ToString());
        Assert.Equal(first.Responses[0].Proof, second.Responses[0].Proof);
        Assert.Equal(first.Responses[0].Root, second.Responses[0].Root);
        Assert.Equal(4, first.Responses[0].Proof.Count);
    }

    [Fact]
    public void P24_A_result_of_version_4_is_read_whole()
    {
        var result = IdKit.Parse(IdKit.V4());
        var item = Assert.Single(result.Responses);

        Assert.Equal((WorldIdVersion.V4, WorldIdEnvironment.Staging, IdKit.Action, null), (result.Version, result.Environment, result.Action, result.SessionId));
        Assert.Equal(("proof_of_human", 1ul, 1783942504ul, null), (item.Identifier, item.IssuerSchemaId, item.ExpiresAtMin, item.SessionAction));
        Assert.Equal("0x05968cd4d3c50bfd2305671d1092bee10ccb679b93db3ca779b6477e4885e476", FieldText.ToHex(item.Nullifier));
    }

    [Fact]
    public void P24_A_result_of_version_3_is_read_flat_nested_and_compressed()
    {
        var flat = IdKit.Parse(IdKit.V3()).Responses[0];
        var words = flat.Proof.Select(word => word.ToString()).ToArray();
        var nested = IdKit.V3();
        nested.Item()["proof"] = new JsonArray(
            new JsonArray(words[0], words[1]),
            new JsonArray(new JsonArray(words[2], words[3]), new JsonArray(words[4], words[5])),
            new JsonArray(words[6], words[7]));
        var compressed = IdKit.V3();
        compressed.Item()["proof"] = compressed.Item()["proof"]!.GetValue<string>()[..(2 + 256)] + new string('0', 256);

        Assert.Equal(8, flat.Proof.Count);
        Assert.Equal(WorldIdIssuers.ProofOfHuman, flat.IssuerSchemaId);
        Assert.Equal(flat.Proof, IdKit.Parse(nested).Responses[0].Proof);
        Assert.Equal([.. flat.Proof.Take(4), default, default, default, default], IdKit.Parse(compressed).Responses[0].Proof);
    }

    [Fact]
    public void P35_A_session_is_read_with_its_own_nullifier()
    {
        var result = IdKit.Parse(IdKit.Session());

        Assert.Null(result.Action);
        Assert.Equal(IdKit.SessionText, result.SessionId!.Value.ToString());
        Assert.Equal("0x2018abcf47c06baf8d6bd0bb4f93bd0ce0e6c0ea50c7b9d2c1a6f0f5ba2db354", FieldText.ToHex(result.SessionId.Value.Commitment));
        Assert.Equal("0x02000000000000000000000000000000000000000000000000000000000000aa", FieldText.ToHex(result.Responses[0].SessionAction!.Value));
        Assert.Equal(result.SessionId, IdKit.Parse(IdKit.Session("session_" + IdKit.SessionText[8..].ToUpperInvariant())).SessionId);
    }

    [Fact]
    public void P35_A_session_of_commitment_zero_or_outside_the_field_is_refused()
    {
        Refused(IdKit.Session("session_" + new string('0', 64) + new string('1', 64)), "session_id");
        Refused(IdKit.Session("session_" + new string('f', 128)), "session_id");
        Refused(IdKit.Session(IdKit.SessionText[..^1]), "session_id");
        Refused(IdKit.Session(IdKit.SessionText[..^1] + "g"), "session_id");
        var both = IdKit.Session();
        both["action"] = "a";
        Refused(both, "session_id");
        var legacy = IdKit.V3();
        legacy["session_id"] = IdKit.SessionText;
        Refused(legacy, "session_id");
        var mixed = IdKit.Session();
        mixed.Item()["nullifier"] = "0x01";
        Refused(mixed, "session_nullifier");
    }

    [Theory]
    [InlineData("5.0")]
    [InlineData("4")]
    [InlineData("")]
    public void An_unknown_version_of_the_protocol_is_refused(string version)
    {
        var result = IdKit.V4();
        result["protocol_version"] = version;

        Refused(result, "protocol_version");
        result.Remove("protocol_version");
        Refused(result, "protocol_version");
    }

    [Fact]
    public void Numbers_beyond_their_bounds_are_refused()
    {
        Refused(With("nullifier", FieldText.Order.ToString()), "nullifier");
        Refused(With("nullifier", "0x" + new string('f', 64)), "nullifier");
        Refused(With("nullifier", "0x" + new string('0', 65)), "nullifier");
        Refused(With("nullifier", "0x"), "nullifier");
        Refused(With("nullifier", "-1"), "nullifier");
        Refused(With("nullifier", "01"), "nullifier");
        Refused(With("nullifier", " 1"), "nullifier");
        Refused(With("nullifier", "1e3"), "nullifier");
        Refused(With("nullifier", 5), "nullifier");
        Refused(With("nullifier", null), "nullifier");
        Refused(With("signal_hash", FieldText.Order.ToString()), "signal_hash");
        Refused(With("expires_at_min", -1), "expires_at_min");
        Refused(With("expires_at_min", "5"), "expires_at_min");
        Refused(With("issuer_schema_id", 1.5), "issuer_schema_id");
        Refused(With("issuer_schema_id", 11), "issuer_schema_id");
        Refused(With("identifier", ""), "identifier");
        Refused(With("identifier", new string('a', 65)), "identifier");
        Refused(With("proof", new JsonArray("1", "2", "3", "4")), "proof");
        Refused(With("proof", new JsonArray("1", "2", "3", "4", "5", "6")), "proof");
        Refused(With("proof", new JsonArray("1", "2", "3", UInt256.MaxValue.ToString() + "0", "5")), "proof");
        Refused(With("proof", new JsonArray("1", "2", "3", "4", FieldText.Order.ToString())), "proof");
        Refused(With("proof", new JsonArray("1", "2", "3", 4, "5")), "proof");
        Assert.True(WorldIdResult.TryParse(IdKit.Bytes(With("proof", new JsonArray("1", "2", UInt256.MaxValue.ToString(), "0x" + new string('f', 64), "5"))), out _, out _));
    }

    [Fact]
    public void P21_Spellings_of_one_nullifier_are_one_number()
    {
        var number = IdKit.Parse(IdKit.V4()).Responses[0].Nullifier;

        Assert.Equal(number, IdKit.Parse(With("nullifier", number.ToString())).Responses[0].Nullifier);
        Assert.Equal(number, IdKit.Parse(With("nullifier", "0x" + FieldText.ToHex(number)[2..].ToUpperInvariant())).Responses[0].Nullifier);
        Assert.Equal(number, IdKit.Parse(With("nullifier", "0x" + FieldText.ToHex(number)[2..].TrimStart('0'))).Responses[0].Nullifier);
    }

    [Fact]
    public void The_number_of_credentials_is_bounded_and_none_comes_twice()
    {
        var result = IdKit.V4();
        var responses = result["responses"]!.AsArray();
        for (var i = 0; i < 7; i++)
            responses.Add(Other(20 + i));
        Assert.Equal(8, IdKit.Parse(result).Responses.Count);

        responses.Add(Other(30));
        Refused(result, "one to eight");
        responses.RemoveAt(8);
        responses[7] = Other(20);
        Refused(result, "twice");
        responses.Clear();
        Refused(result, "one to eight");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"protocol_version\":\"4.0\"} {}")]
    [InlineData("{\"protocol_version\":\"4.0\",\"protocol_version\":\"4.0\"}")]
    [InlineData("{\"protocol_version\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"a\":[[[[[[[[[[1]]]]]]]]]]}")]
    public void Whatever_is_no_result_is_refused_with_a_sentence(string body)
    {
        Assert.False(WorldIdResult.TryParse(Encoding.UTF8.GetBytes(body), out var result, out var error));
        Assert.Null(result);
        Assert.EndsWith(".", error);
    }

    [Fact]
    public void A_member_that_comes_twice_is_refused_within_a_credential_too()
    {
        var text = IdKit.V4().ToJsonString().Replace("\"issuer_schema_id\":1", "\"issuer_schema_id\":11,\"issuer_schema_id\":1", StringComparison.Ordinal);

        Assert.False(WorldIdResult.TryParse(Encoding.UTF8.GetBytes(text), out _, out var error));
        Assert.Contains("twice", error, StringComparison.Ordinal);
    }

    [Fact]
    public void P36_A_group_other_than_the_orbs_is_refused()
    {
        foreach (var identifier in (string[])["device", "document", "face", "secure_document", "selfie"])
        {
            var result = IdKit.V3();
            result.Item()["identifier"] = identifier;
            Refused(result, "identifier must be orb");
        }
    }

    private static JsonObject With(string member, JsonNode? value)
    {
        var result = IdKit.V4();
        result.Item()[member] = value;
        return result;
    }

    private static JsonObject Other(int issuer)
    {
        var item = IdKit.V4().Item().DeepClone().AsObject();
        item["identifier"] = "other";
        item["issuer_schema_id"] = issuer;
        return item;
    }

    private static void Refused(JsonObject result, string about)
    {
        Assert.False(WorldIdResult.TryParse(IdKit.Bytes(result), out var parsed, out var error));
        Assert.Null(parsed);
        Assert.Contains(about, error, StringComparison.Ordinal);
    }
}
