using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class ExactEvmPayloadTests
{
    [Fact]
    public void The_golden_payload_is_read()
    {
        Assert.True(Read(_ => { }, out var payload));

        Assert.Equal("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", payload.Authorization.From.ToString());
        Assert.Equal("1000", payload.Authorization.Value.ToString());
        Assert.Equal("2000000000", payload.Authorization.ValidBefore.ToString());
        Assert.Equal("0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", payload.Authorization.Nonce.ToString());
        Assert.Equal(65, payload.Signature.Length);
    }

    [Theory]
    [InlineData("from", "0xF39FD6E51AAD88F6F4CE6AB8827279CFFFB92266")]
    [InlineData("from", "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266")]
    [InlineData("nonce", "0x0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF")]
    public void S30_Letter_case_does_not_change_what_is_read(string member, string value)
    {
        Assert.True(Read(_ => { }, out var expected));

        Assert.True(Read(payload => payload["authorization"]![member] = value, out var payload));
        Assert.Equal(expected.Authorization, payload.Authorization);
    }

    [Theory]
    [InlineData("value", "\"0x3e8\"")]
    [InlineData("value", "\"01000\"")]
    [InlineData("value", "\" 1000\"")]
    [InlineData("value", "\"1000 \"")]
    [InlineData("value", "\"1e3\"")]
    [InlineData("value", "\"+1000\"")]
    [InlineData("value", "\"-1\"")]
    [InlineData("value", "\"1000.0\"")]
    [InlineData("value", "\"\"")]
    [InlineData("value", "1000")]
    [InlineData("value", "1e3")]
    [InlineData("value", "null")]
    [InlineData("value", "[\"1000\"]")]
    [InlineData("value", "\"１０００\"")]
    [InlineData("value", "\"115792089237316195423570985008687907853269984665640564039457584007913129639936\"")]
    [InlineData("value", "\"1000000000000000000000000000000000000000000000000000000000000000000000000000000\"")]
    [InlineData("validAfter", "0")]
    [InlineData("validAfter", "\"00\"")]
    [InlineData("validBefore", "2000000000")]
    [InlineData("nonce", "\"0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd\"")]
    [InlineData("nonce", "\"0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef00\"")]
    [InlineData("nonce", "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef01\"")]
    [InlineData("nonce", "\"0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg\"")]
    [InlineData("nonce", "\"\\ud800\"")]
    [InlineData("from", "\"0xf39fd6e51aad88f6f4ce6ab8827279cfffb9226\"")]
    [InlineData("from", "\"0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266\"")]
    [InlineData("from", "null")]
    [InlineData("to", "\"\"")]
    [InlineData("to", "{}")]
    public void F5_Members_that_are_not_canonical_are_refused(string member, string value)
    {
        var json = Golden();
        json["authorization"]![member] = "PLACE";

        Assert.False(ExactEvmPayload.TryRead(JsonElement.Parse(json.ToJsonString().Replace("\"PLACE\"", value, StringComparison.Ordinal)), out _));
    }

    [Fact]
    public void F5_Escapes_are_refused_because_one_authorization_has_one_spelling()
    {
        var json = Golden().ToJsonString().Replace("\"1000\"", "\"\\u0031000\"", StringComparison.Ordinal);

        Assert.False(ExactEvmPayload.TryRead(JsonElement.Parse(json), out _));
    }

    [Theory]
    [InlineData("from")]
    [InlineData("to")]
    [InlineData("value")]
    [InlineData("validAfter")]
    [InlineData("validBefore")]
    [InlineData("nonce")]
    public void F5_Absent_members_are_refused(string member) =>
        Assert.False(Read(payload => ((JsonObject)payload["authorization"]!).Remove(member), out _));

    [Theory]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("\"\"")]
    [InlineData("\"abcd\"")]
    [InlineData("\"0xabc\"")]
    [InlineData("\"0xzz\"")]
    [InlineData("\"0Xabcd\"")]
    public void F5_A_signature_that_is_not_hexadecimal_is_refused(string signature) =>
        Assert.False(Read(payload => payload["signature"] = JsonNode.Parse(signature), out _));

    [Theory]
    [InlineData(0, true)]
    [InlineData(64, true)]
    [InlineData(ExactEvmPayload.MaxSignatureLength, true)]
    [InlineData(ExactEvmPayload.MaxSignatureLength + 1, false)]
    public void F5_A_signature_may_have_any_length_up_to_four_kilobytes(int length, bool accepted)
    {
        var signature = "0x" + new string('a', 2 * length);

        Assert.Equal(accepted, Read(payload => payload["signature"] = signature, out var payload));
        Assert.Equal(accepted ? length : 0, payload.Signature.Length);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"signature\":\"0x\"}")]
    [InlineData("{\"signature\":\"0x\",\"authorization\":[]}")]
    [InlineData("{\"signature\":\"0x\",\"permit2Authorization\":{}}")]
    public void F5_Other_shapes_are_refused(string json) => Assert.False(ExactEvmPayload.TryRead(JsonElement.Parse(json), out _));

    private static JsonObject Golden() => (JsonObject)X402Vectors.Json("paymentSignature")["payload"]!.DeepClone();

    private static bool Read(Action<JsonObject> change, out ExactEvmPayload payload)
    {
        var json = Golden();
        change(json);
        return ExactEvmPayload.TryRead(JsonElement.Parse(json.ToJsonString()), out payload);
    }
}
