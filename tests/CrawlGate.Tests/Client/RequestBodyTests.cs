using System.Net;
using System.Net.Http.Json;
using System.Text;
using CrawlGate.Client;

namespace CrawlGate.Tests.Client;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData("string")]
    [InlineData("json")]
    [InlineData("seekable")]
    [InlineData("once")]
    public async Task C12_Body_is_sent_again_with_the_payment(string kind)
    {
        var bodies = new List<string>();
        await using var server = await EchoAsync(bodies);
        using var http = Wire.Client();

        using var response = await http.PostAsync(server.Url, Content(kind, 1000));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, bodies.Count);
        Assert.Equal(bodies[0], bodies[1]);
        Assert.Contains(new string('x', 1000), bodies[1]);
    }

    [Theory]
    [InlineData("string")]
    [InlineData("once")]
    public async Task C12_Body_that_cannot_be_kept_is_sent_once_and_not_paid_for(string kind)
    {
        var bodies = new List<string>();
        await using var server = await EchoAsync(bodies);
        using var http = Wire.Client(options => options with { MaxRequestBodyBytes = 999 });

        using var response = await http.PostAsync(server.Url, Content(kind, 1000));

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal(PaymentRefusalReason.BodyNotReplayable, response.GetPaymentRefusal()!.Reason);
        Assert.Equal([new string('x', 1000)], bodies);
    }

    [Fact]
    public async Task C12_Headers_of_the_body_stay()
    {
        string? type = null;
        await using var server = await LocalServer.StartAsync(context =>
        {
            type = context.Request.ContentType;
            return context.Request.Headers.ContainsKey("PAYMENT-SIGNATURE") ? context.Serve() : context.Ask(Wire.Quote(Wire.Offer));
        });
        using var http = Wire.Client();

        using var response = await http.PostAsJsonAsync(server.Url, new { Query = "é" });

        Assert.Equal("application/json; charset=utf-8", type);
    }

    private static Task<LocalServer> EchoAsync(List<string> bodies) => LocalServer.StartAsync(async context =>
    {
        bodies.Add(await new StreamReader(context.Request.Body).ReadToEndAsync());
        await (context.Request.Headers.ContainsKey("PAYMENT-SIGNATURE") ? context.Serve() : context.Ask(Wire.Quote(Wire.Offer)));
    });

    private static HttpContent Content(string kind, int length)
    {
        var text = new string('x', length);
        return kind switch
        {
            "string" => new StringContent(text),
            "json" => JsonContent.Create(text),
            "seekable" => new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(text))),
            _ => new StreamContent(new Once(Encoding.UTF8.GetBytes(text))),
        };
    }

    /// <summary>A stream like one from the network: of unknown length and read once.</summary>
    private sealed class Once(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
