using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CrawlGate.Client;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace Demo;

/// <summary>The steps of the demo. Each states what should happen, shows what did, and counts it when the two differ.</summary>
internal sealed class Tour(Stage stage, TextWriter output)
{
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private const string Bot = "GPTBot/1.3";

    private int _step;

    private Uri Page => new(stage.GatewayUrl, "posts/tides");

    private Uri OtherPage => new(stage.GatewayUrl, "posts/lighthouse");

    /// <summary>How many steps did not go as stated.</summary>
    public int Failures { get; private set; }

    public async Task RunAsync()
    {
        using var http = new HttpClient();
        using var visit = await SendAsync(http, Page, Browser);
        Show("A browser reads free", visit.StatusCode == HttpStatusCode.OK, $"{(int)visit.StatusCode}, {(await visit.Content.ReadAsByteArrayAsync()).Length} bytes");

        using var robots = await SendAsync(http, new Uri(stage.GatewayUrl, "robots.txt"), Bot);
        Show("robots.txt is free for everybody", robots.StatusCode == HttpStatusCode.OK, $"{(int)robots.StatusCode}");

        using var quoted = await SendAsync(http, Page, Bot);
        Show("GPTBot is told the price", quoted.StatusCode == HttpStatusCode.PaymentRequired && Quote(quoted) is not null, $"{(int)quoted.StatusCode}, {Quote(quoted)}");

        var before = await BalanceAsync();
        var recorder = new PaymentRecorder();
        var receipt = await BuyAsync(recorder);
        var after = await BalanceAsync();
        Show("The publisher's balance on chain grew", after > before, $"{Dollars(before)} -> {Dollars(after)}");

        var payment = recorder.Payment ?? "";
        await stage.CrashGatewayAsync();
        using var again = await SendAsync(http, Page, Bot, payment);
        Show("The gateway is killed; the payment counts", again.StatusCode == HttpStatusCode.OK && Transaction(again) == receipt, $"{(int)again.StatusCode}, the same transaction {Shorten(Transaction(again))}");

        using var reused = await SendAsync(http, OtherPage, Bot, payment);
        Show("... for its own page and for no other", reused.StatusCode == HttpStatusCode.PaymentRequired, $"{(int)reused.StatusCode}, {Error(reused)}");

        using var forged = await SendAsync(http, OtherPage, Bot, Forge(payment));
        Show("A forged signature buys nothing", forged.StatusCode == HttpStatusCode.PaymentRequired, $"{(int)forged.StatusCode}, {Error(forged)}");
        Show("... and no money moved for any of these", await BalanceAsync() == after, Dollars(after));
    }

    private async Task<string?> BuyAsync(PaymentRecorder recorder)
    {
        using var signer = PrivateKeySigner.FromHex(stage.Crawler.PrivateKey);
        using var payer = new HttpClient(new PaymentHandler(new PaymentOptions { Signer = signer, MaxPerRequest = 0.01m }, recorder));
        using var bought = await SendAsync(payer, Page, Bot);
        var receipt = bought.GetPayment()?.Transaction;
        Show("The crawler pays and reads", bought.StatusCode == HttpStatusCode.OK && receipt is not null, $"{(int)bought.StatusCode}, {(await bought.Content.ReadAsByteArrayAsync()).Length} bytes, transaction {Shorten(receipt)}");
        return receipt;
    }

    private void Show(string statement, bool holds, string seen)
    {
        Failures += holds ? 0 : 1;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{++_step,2}. {(holds ? "yes" : "NO ")}  {statement,-42} {seen}"));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, Uri url, string userAgent, string? payment = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        if (payment is not null)
            request.Headers.TryAddWithoutValidation(X402Headers.PaymentSignature, payment);
        return await http.SendAsync(request);
    }

    private Task<UInt256> BalanceAsync() => stage.Chain.BalanceOfAsync(Anvil.BaseSepoliaUsdc, stage.Publisher.Address);

    private static string? Quote(HttpResponseMessage response) =>
        Read(response) is { Accepts: [var offer, ..] } quote
            ? $"${DollarPrice.Format(UInt256.Parse(offer.Amount), 6)} on {offer.Network} for {quote.Resource.Url}"
            : null;

    private static string Error(HttpResponseMessage response) => Read(response)?.Error ?? "no quote";

    private static PaymentRequired? Read(HttpResponseMessage response) =>
        response.Headers.TryGetValues(X402Headers.PaymentRequired, out var values)
        && PaymentHeader.TryDecode(values.First(), X402JsonContext.Default.PaymentRequired, out var quote) ? quote : null;

    private static string? Transaction(HttpResponseMessage response) =>
        response.Headers.TryGetValues(X402Headers.PaymentResponse, out var values)
        && PaymentHeader.TryDecode(values.First(), X402JsonContext.Default.SettleResponse, out var result) ? result!.Transaction : null;

    /// <summary>Another nonce under the same signature: what somebody would try who has seen a payment.</summary>
    private static string Forge(string payment)
    {
        if (!PaymentHeader.TryDecodeJson(payment, out var json, out _))
            return payment;

        var node = JsonNode.Parse(json.GetRawText())!;
        node["payload"]!["authorization"]!["nonce"] = "0x" + new string('7', 64);
        return Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(node.ToJsonString()));
    }

    private static string Dollars(UInt256 amount) => "$" + DollarPrice.Format(amount, 6);

    private static string Shorten(string? hash) => hash is { Length: > 14 } ? $"{hash[..10]}…{hash[^4..]}" : hash ?? "none";
}
