using System.Text;
using System.Text.Json.Nodes;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class FacilitatorRequestTests
{
    [Fact]
    public void F24_A_version_2_request_is_read()
    {
        Assert.True(FacilitatorRequest.TryRead(Utf8(V2()), out var request, out var error), error);

        Assert.Equal(2, request!.Payment.X402Version);
        Assert.Equal(("eip155:84532", "1000", 300), (request.Requirements.Network, request.Requirements.Amount, request.Requirements.MaxTimeoutSeconds));
        Assert.Null(new ExactEvmScheme().Check(request.Payment, request.Requirements, X402Vectors.Now).InvalidReason);
    }

    [Theory]
    [InlineData("base-sepolia", "eip155:84532")]
    [InlineData("moon", "moon")]
    public void F24_A_version_1_request_is_read_in_version_2_form(string name, string network)
    {
        Assert.True(FacilitatorRequest.TryRead(Utf8(V1(name)), out var request, out var error), error);

        Assert.Equal((network, "1000"), (request!.Requirements.Network, request.Requirements.Amount));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void S42_What_the_client_side_writes_is_read_as_the_same(int version)
    {
        var payment = X402Vectors.Payment(version: version);
        var body = FacilitatorRequest.Write(payment, X402Vectors.Offer, new ResourceInfo { Url = "https://a/" });

        Assert.True(FacilitatorRequest.TryRead(body, out var request, out var error), error);
        Assert.Equal(payment.Json.GetRawText(), request!.Payment.Json.GetRawText());
        Assert.Equal(
            new ExactEvmScheme().Check(payment, X402Vectors.Offer, X402Vectors.Now),
            new ExactEvmScheme().Check(request.Payment, request.Requirements, X402Vectors.Now));
    }

    [Theory]
    [InlineData("x402Version")]
    [InlineData("paymentPayload")]
    [InlineData("paymentRequirements")]
    [InlineData("paymentPayload.accepted")]
    [InlineData("paymentPayload.payload")]
    [InlineData("paymentRequirements.scheme")]
    [InlineData("paymentRequirements.network")]
    [InlineData("paymentRequirements.amount")]
    [InlineData("paymentRequirements.asset")]
    [InlineData("paymentRequirements.payTo")]
    [InlineData("paymentRequirements.maxTimeoutSeconds")]
    public void F24_Missing_members_are_refused(string path)
    {
        var json = V2();
        var (parent, name) = path.Split('.') is [var outer, var inner] ? ((JsonObject)json[outer]!, inner) : (json, path);
        Assert.True(parent.Remove(name));

        Assert.False(FacilitatorRequest.TryRead(Utf8(json), out var request, out var error));
        Assert.Null(request);
        Assert.NotEmpty(error);
    }

    [Theory]
    [InlineData("x402Version", "1")]
    [InlineData("x402Version", "\"2\"")]
    [InlineData("x402Version", "3")]
    [InlineData("paymentRequirements", "[]")]
    [InlineData("paymentRequirements", "null")]
    [InlineData("paymentRequirements.amount", "1000")]
    [InlineData("paymentRequirements.amount", "null")]
    [InlineData("paymentRequirements.amount", "\"\"")]
    [InlineData("paymentRequirements.maxTimeoutSeconds", "0")]
    [InlineData("paymentRequirements.maxTimeoutSeconds", "-1")]
    [InlineData("paymentRequirements.maxTimeoutSeconds", "\"60\"")]
    [InlineData("paymentRequirements.maxTimeoutSeconds", "1e99")]
    [InlineData("paymentRequirements.extra", "[]")]
    [InlineData("paymentRequirements.extra", "\"x\"")]
    public void F24_Members_of_other_types_are_refused(string path, string value)
    {
        var json = V2();
        var (parent, name) = path.Split('.') is [var outer, var inner] ? ((JsonObject)json[outer]!, inner) : (json, path);
        parent[name] = JsonNode.Parse(value);

        Assert.False(FacilitatorRequest.TryRead(Utf8(json), out _, out var error));
        Assert.NotEmpty(error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"x402Version\":2,\"x402Version\":2}")]
    public void F24_Other_bodies_are_refused(string body) => Assert.False(FacilitatorRequest.TryRead(Encoding.UTF8.GetBytes(body), out _, out _));

    [Fact]
    public void F24_Size_is_limited()
    {
        var body = Utf8(V2());

        Assert.True(FacilitatorRequest.TryRead(Pad(body, FacilitatorRequest.MaxLength), out _, out _));
        Assert.False(FacilitatorRequest.TryRead(Pad(body, FacilitatorRequest.MaxLength + 1), out _, out _));
    }

    private static byte[] Pad(byte[] body, int length)
    {
        var padded = new byte[length];
        padded.AsSpan().Fill((byte)' ');
        body.CopyTo(padded, 0);
        return padded;
    }

    private static byte[] Utf8(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static JsonObject V2() => new()
    {
        ["x402Version"] = 2,
        ["paymentPayload"] = X402Vectors.Json("paymentSignature"),
        ["paymentRequirements"] = X402Vectors.Json("paymentRequired")["accepts"]![0]!.DeepClone(),
    };

    private static JsonObject V1(string network)
    {
        var requirements = (JsonObject)X402Vectors.Json("paymentRequired")["accepts"]![0]!.DeepClone();
        requirements.Remove("amount");
        requirements["maxAmountRequired"] = "1000";
        requirements["network"] = network;
        requirements["resource"] = "https://a/";
        requirements["description"] = "";
        return new JsonObject { ["x402Version"] = 1, ["paymentPayload"] = X402Vectors.Json("xPaymentV1"), ["paymentRequirements"] = requirements };
    }
}
