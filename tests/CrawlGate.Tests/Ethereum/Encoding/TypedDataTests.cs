using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class TypedDataTests
{
    public static TheoryData<string> X402Cases => GoldenJson.Names(GoldenJson.X402.GetProperty("typedData"));

    public static TheoryData<string> EthereumCases => GoldenJson.Names(GoldenJson.Ethereum.GetProperty("typedData"));

    [Fact]
    public void All_thirteen_x402_cases_are_there() => Assert.Equal(13, X402Cases.Count);

    [Theory]
    [MemberData(nameof(X402Cases))]
    public void X402_case_hashes_byte_for_byte(string name) => AssertCase(GoldenJson.X402.GetProperty("typedData").GetProperty(name));

    [Theory]
    [MemberData(nameof(EthereumCases))]
    public void Nested_and_array_types_hash_as_in_viem(string name) => AssertCase(GoldenJson.Ethereum.GetProperty("typedData").GetProperty(name));

    [Fact]
    public void Any_subset_of_domain_members_separates_as_in_viem()
    {
        foreach (var golden in GoldenJson.Ethereum.GetProperty("domains").EnumerateArray())
        {
            var data = new TypedData(Json("""{"M":[]}"""), "M", golden.GetProperty("domain"), Json("{}"));
            Assert.Equal(golden.Text("domainSeparator"), data.DomainSeparator.ToString());
        }
    }

    [Fact]
    public void A_declared_domain_type_is_used()
    {
        var derived = Parse("""{"M":[]}""", "M", """{"name":"n","chainId":5}""", "{}");
        var same = Parse("""{"EIP712Domain":[{"name":"name","type":"string"},{"name":"chainId","type":"uint256"}],"M":[]}""", "M", """{"name":"n","chainId":5}""", "{}");
        var swapped = Parse("""{"EIP712Domain":[{"name":"chainId","type":"uint256"},{"name":"name","type":"string"}],"M":[]}""", "M", """{"name":"n","chainId":5}""", "{}");

        Assert.Equal(derived.Digest, same.Digest);
        Assert.NotEqual(derived.Digest, swapped.Digest);
    }

    [Theory]
    [InlineData("1000")]
    [InlineData("\"1000\"")]
    [InlineData("\"0x3e8\"")]
    [InlineData("\"0x0000000003E8\"")]
    public void One_number_has_several_spellings(string spelling) =>
        Assert.Equal(Value("uint256", "1000").StructHash, Value("uint256", spelling).StructHash);

    [Fact]
    public void A_channel_id_is_the_digest_of_its_configuration()
    {
        var channel = GoldenJson.X402.GetProperty("channel");
        var types = Json("""
            {"ChannelConfig":[{"name":"payer","type":"address"},{"name":"payerAuthorizer","type":"address"},{"name":"receiver","type":"address"},
            {"name":"receiverAuthorizer","type":"address"},{"name":"token","type":"address"},{"name":"withdrawDelay","type":"uint40"},{"name":"salt","type":"bytes32"}]}
            """);
        var domain = GoldenJson.X402.GetProperty("typedData").GetProperty("batch_voucher").GetProperty("domain");

        Assert.Equal(channel.Text("channelId"), new TypedData(types, "ChannelConfig", domain, channel.GetProperty("config")).Digest.ToString());
    }

    [Theory]
    [InlineData("uint8", "256")]
    [InlineData("uint8", "-1")]
    [InlineData("int8", "128")]
    [InlineData("int8", "-129")]
    [InlineData("uint256", "\"0x10000000000000000000000000000000000000000000000000000000000000000\"")]
    [InlineData("uint256", "\"115792089237316195423570985008687907853269984665640564039457584007913129639936\"")]
    [InlineData("uint256", "1.0")]
    [InlineData("uint256", "1e3")]
    [InlineData("uint256", "\"\"")]
    [InlineData("uint256", "\"0x\"")]
    [InlineData("uint256", "\"01\"")]
    [InlineData("uint256", "\" 1\"")]
    [InlineData("uint256", "\"-0\"")]
    [InlineData("uint256", "\"0x-1\"")]
    [InlineData("uint256", "true")]
    [InlineData("uint256", "null")]
    [InlineData("uint", "1")]
    [InlineData("uint0", "0")]
    [InlineData("uint12", "1")]
    [InlineData("uint264", "1")]
    [InlineData("uint08", "1")]
    [InlineData("bool", "1")]
    [InlineData("bool", "\"true\"")]
    [InlineData("string", "1")]
    [InlineData("string", "\"\\ud800\"")]
    [InlineData("bytes", "\"0x1\"")]
    [InlineData("bytes", "\"12\"")]
    [InlineData("bytes4", "\"0x010203\"")]
    [InlineData("bytes4", "\"0x0102030405\"")]
    [InlineData("bytes0", "\"0x\"")]
    [InlineData("bytes33", "\"0x000000000000000000000000000000000000000000000000000000000000000000\"")]
    [InlineData("address", "\"0x036CbD53842c5426634e7929541eC2318f3dCF7E\"")]
    [InlineData("address", "\"0x00\"")]
    [InlineData("string[2]", "[\"a\"]")]
    [InlineData("string[0]", "[]")]
    [InlineData("string[02]", "[\"a\",\"b\"]")]
    [InlineData("string[-1]", "[]")]
    [InlineData("string[99999999999]", "[]")]
    [InlineData("string[", "[]")]
    [InlineData("[]", "[]")]
    [InlineData("string[]", "{}")]
    [InlineData("Unknown", "{}")]
    [InlineData("Unknown[]", "[]")]
    [InlineData("M", "null")]
    public void A_value_that_is_not_of_its_type_is_refused(string type, string value) =>
        Assert.Throws<FormatException>(() => Value(type, value));

    [Theory]
    [InlineData("""{"M":[{"name":"a","type":"bool"}]}""", "M", "{}", "{}")]
    [InlineData("""{"M":[]}""", "M", "{}", """{"unsigned":1}""")]
    [InlineData("""{"M":[{"name":"a","type":"bool"}]}""", "M", "{}", """{"a":true,"a":false}""")]
    [InlineData("""{"M":[{"name":"a","type":"bool"},{"name":"a","type":"bool"}]}""", "M", "{}", """{"a":true}""")]
    [InlineData("""{"M":[],"M":[]}""", "M", "{}", "{}")]
    [InlineData("""{"uint256":[]}""", "uint256", "{}", "{}")]
    [InlineData("""{"string":[]}""", "string", "{}", "{}")]
    [InlineData("""{"M(":[]}""", "M(", "{}", "{}")]
    [InlineData("""{"M":[{"name":"a b","type":"bool"}]}""", "M", "{}", """{"a b":true}""")]
    [InlineData("""{"M":[{"name":"a"}]}""", "M", "{}", """{"a":true}""")]
    [InlineData("""{"M":{}}""", "M", "{}", "{}")]
    [InlineData("[]", "M", "{}", "{}")]
    [InlineData("""{"M":[]}""", "N", "{}", "{}")]
    [InlineData("""{"M":[]}""", "M", """{"unknown":1}""", "{}")]
    [InlineData("""{"M":[]}""", "M", """{"chainId":-1}""", "{}")]
    [InlineData("""{"M":[]}""", "M", "[]", "{}")]
    [InlineData("""{"M":[]}""", "M", "{}", "[]")]
    [InlineData("""{"EIP712Domain":[]}""", "EIP712Domain", "{}", "{}")]
    public void Typed_data_that_does_not_match_its_types_is_refused(string types, string primaryType, string domain, string message) =>
        Assert.Throws<FormatException>(() => Parse(types, primaryType, domain, message));

    [Fact]
    public void Depth_is_limited()
    {
        var options = new JsonDocumentOptions { MaxDepth = 100_000 };
        var message = JsonDocument.Parse(string.Concat(Enumerable.Repeat("""{"c":[""", 5000)) + string.Concat(Enumerable.Repeat("]}", 5000)), options).RootElement;
        Assert.Throws<FormatException>(() => new TypedData(Json("""{"M":[{"name":"c","type":"M[]"}]}"""), "M", Json("{}"), message));
    }

    [Fact]
    public void Mutated_typed_data_throws_nothing_but_format_errors()
    {
        string[] replacements = ["null", "true", "-1", "1.5", "\"x\"", "\"\\ud800\"", "{}", "[]", "\"0x\"", "[[]]", "{\"\\ud800\":1}"];
        var refused = 0;
        foreach (var golden in GoldenJson.X402.GetProperty("typedData").EnumerateObject())
        {
            for (var value = 0; value < CountValues(golden.Value); value++)
            {
                foreach (var replacement in replacements)
                {
                    var position = value;
                    var mutated = Json(Replace(golden.Value, ref position, replacement));
                    if (Record.Exception(() => TypedData.Parse(mutated)) is { } exception)
                    {
                        Assert.IsType<FormatException>(exception);
                        refused++;
                    }
                }
            }
        }

        Assert.True(refused > 1000, $"Only {refused} mutations were refused.");
    }

    private static int CountValues(JsonElement value) => 1 + value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Sum(member => CountValues(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Sum(CountValues),
        _ => 0,
    };

    /// <summary>The JSON with the value at a position, counted in document order, replaced.</summary>
    private static string Replace(JsonElement value, ref int position, string replacement)
    {
        if (position-- == 0)
            return replacement;

        var parts = new List<string>();
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
                parts.Add($"\"{member.Name}\":{Replace(member.Value, ref position, replacement)}");
            return $"{{{string.Join(',', parts)}}}";
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in value.EnumerateArray())
                parts.Add(Replace(element, ref position, replacement));
            return $"[{string.Join(',', parts)}]";
        }

        return value.GetRawText();
    }

    private static void AssertCase(JsonElement golden)
    {
        var data = TypedData.Parse(golden);
        Assert.Equal(golden.Text("domainSeparator"), data.DomainSeparator.ToString());
        Assert.Equal(golden.Text("structHash"), data.StructHash.ToString());
        Assert.Equal(golden.Text("digest"), data.Digest.ToString());
    }

    private static TypedData Value(string type, string value) =>
        Parse($$"""{"M":[{"name":"v","type":"{{type}}"}]}""", "M", "{}", $$"""{"v":{{value}}}""");

    private static TypedData Parse(string types, string primaryType, string domain, string message) =>
        new(Json(types), primaryType, Json(domain), Json(message));

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
