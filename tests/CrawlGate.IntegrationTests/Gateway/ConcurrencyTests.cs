using System.Text.Json.Nodes;

namespace CrawlGate.IntegrationTests;

/// <summary>Many requests at once: each payment is served once and settled once, and payments do not get into each other's way.</summary>
[Collection(ChainCollection.Name)]
public sealed class ConcurrencyTests(SiteOnChain site) : IClassFixture<SiteOnChain>
{
    private const int Many = 50;

    [Fact]
    public async Task S29_Fifty_parallel_copies_of_a_payment_buy_one_page()
    {
        var payer = await Payer.CreateAsync(site.Chain);
        var header = Payer.Encode(payer.Pay(await site.Gateway.QuoteAsync()));

        var asked = site.Origin.CountOf("/slow");
        var answers = await WhileTheFirstIsServedAsync("slow?s29", Many, _ => ("PAYMENT-SIGNATURE", header));

        AssertOneServed(answers);
        Assert.Equal(asked + 1, site.Origin.CountOf("/slow"));
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task S29_Fifty_parallel_copies_for_different_pages_buy_one_of_them()
    {
        var payer = await Payer.CreateAsync(site.Chain);
        var header = Payer.Encode(payer.Pay(await site.Gateway.QuoteAsync()));

        var answers = await AllAtOnceAsync(Many, i => site.Gateway.PayAsync($"paid/s29-pages/{i}", header));

        AssertOneServed(answers);
        Assert.Single(site.Origin.Requests, request => request.Path.StartsWith("/paid/s29-pages/", StringComparison.Ordinal));
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task S30_Copies_that_only_read_differently_are_the_same_payment()
    {
        var payer = await Payer.CreateAsync(site.Chain);
        var payment = payer.Pay(await site.Gateway.QuoteAsync());
        var v1 = payer.PayV1((await site.Gateway.GetAsync("paid")).Json)!;
        v1["payload"] = payment["payload"]!.DeepClone();
        (string Name, string Value)[] copies =
        [
            ("PAYMENT-SIGNATURE", Payer.Encode(payment)),
            ("PAYMENT-SIGNATURE", Payer.Encode(payment).TrimEnd('=')),
            ("PAYMENT-SIGNATURE", Payer.Encode(payment.ToJsonString(new() { WriteIndented = true }))),
            ("PAYMENT-SIGNATURE", Payer.Encode(new JsonObject(payment.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))))),
            ("PAYMENT-SIGNATURE", Payer.Encode(Changed(payment, "from", text => text.ToLowerInvariant()))),
            ("PAYMENT-SIGNATURE", Payer.Encode(Changed(payment, "from", text => "0x" + text[2..].ToUpperInvariant()))),
            ("PAYMENT-SIGNATURE", Payer.Encode(Changed(payment, "to", text => text.ToLowerInvariant()))),
            ("PAYMENT-SIGNATURE", Payer.Encode(Changed(payment, "nonce", text => "0x" + text[2..].ToUpperInvariant()))),
            ("PAYMENT-SIGNATURE", Payer.Encode(WithExtras(payment))),
            ("X-PAYMENT", Payer.Encode(v1)),
        ];

        var asked = site.Origin.CountOf("/slow");
        var answers = await WhileTheFirstIsServedAsync("slow?s30", copies.Length * 3, i => copies[i % copies.Length]);

        AssertOneServed(answers);
        Assert.Equal(asked + 1, site.Origin.CountOf("/slow"));
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
        var receipts = new HashSet<string>();
        foreach (var copy in copies)
        {
            var again = await site.Gateway.GetAsync("slow?s30", copy);
            Assert.Equal(200, again.Status);
            receipts.Add((string)again.Receipt!["transaction"]!);
        }

        Assert.Single(receipts);
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task S30_The_high_s_twin_of_a_signature_is_no_second_payment()
    {
        var payer = await Payer.CreateAsync(site.Chain);
        var payment = payer.Pay(await site.Gateway.QuoteAsync());
        var twin = payment.DeepClone().AsObject();
        twin["payload"]!["signature"] = Twin((string)payment["payload"]!["signature"]!);

        Assert.Equal(200, (await site.Gateway.PayAsync("paid/s30-twin", payment)).Status);
        var answer = await site.Gateway.PayAsync("paid/s30-twin", twin);

        Assert.Contains(answer.Status, (int[])[402, 409]);
        Assert.False(answer.Leaks);
        Assert.Equal(1, site.Origin.CountOf("/paid/s30-twin"));
    }

    [Fact]
    public async Task Two_payments_of_one_payer_are_both_served()
    {
        var payer = await Payer.CreateAsync(site.Chain);
        var quote = await site.Gateway.QuoteAsync();
        var headers = new[] { Payer.Encode(payer.Pay(quote)), Payer.Encode(payer.Pay(quote)) };

        var answers = await AllAtOnceAsync(2, i => site.Gateway.PayAsync("paid/two", headers[i]));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(2, site.Origin.CountOf("/paid/two"));
        Assert.Equal(2, await site.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task Fifty_different_payments_at_once_all_succeed()
    {
        var quote = await site.Gateway.QuoteAsync();
        var before = await site.Chain.DollarsAsync(site.Gateway.Payee);
        var headers = new string[Many];
        for (var i = 0; i < Many; i++)
            headers[i] = Payer.Encode((await Payer.CreateAsync(site.Chain)).Pay(quote));

        var answers = await AllAtOnceAsync(Many, i => site.Gateway.PayAsync($"paid/fifty/{i}", headers[i]));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(Many, answers.Select(answer => (string)answer.Receipt!["transaction"]!).Distinct().Count());
        Assert.Equal(before + (Many * 1000), await site.Chain.DollarsAsync(site.Gateway.Payee));
    }

    private static Task<Answer[]> AllAtOnceAsync(int count, Func<int, Task<Answer>> send) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => send(i))));

    /// <summary>Copies that come after the first was served are retries and get the page; these all come before.</summary>
    private async Task<IReadOnlyList<Answer>> WhileTheFirstIsServedAsync(string path, int count, Func<int, (string Name, string Value)> header)
    {
        site.Origin.Hold();
        var first = site.Gateway.GetAsync(path, header(0));
        await site.Origin.HeldRequest;
        var copies = await AllAtOnceAsync(count - 1, i => site.Gateway.GetAsync(path, header(i + 1)));
        site.Origin.Release();
        return [await first, .. copies];
    }

    private static void AssertOneServed(IReadOnlyList<Answer> answers)
    {
        Assert.Single(answers, answer => answer.Status == 200);
        foreach (var answer in answers.Where(answer => answer.Status != 200))
        {
            Assert.Contains(answer.Status, (int[])[402, 409]);
            Assert.False(answer.Leaks);
        }
    }

    private static JsonNode Changed(JsonObject payment, string field, Func<string, string> change)
    {
        var copy = payment.DeepClone();
        var authorization = copy["payload"]!["authorization"]!;
        authorization[field] = change((string)authorization[field]!);
        return copy;
    }

    private static JsonNode WithExtras(JsonObject payment)
    {
        var copy = payment.DeepClone();
        copy["note"] = "another text";
        copy["payload"]!["note"] = 1;
        copy["payload"]!["authorization"]!["note"] = new JsonArray();
        copy["accepted"]!["extra"]!["note"] = true;
        copy["resource"] = null;
        return copy;
    }

    /// <summary>The other signature of the same key over the same digest: s becomes n − s and v flips.</summary>
    private static string Twin(string signature)
    {
        var order = System.Numerics.BigInteger.Parse("0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", System.Globalization.NumberStyles.AllowHexSpecifier);
        var s = System.Numerics.BigInteger.Parse("0" + signature[66..130], System.Globalization.NumberStyles.AllowHexSpecifier);
        var v = signature[130..] == "1b" ? "1c" : "1b";
        return signature[..66] + (order - s).ToString("x64")[^64..] + v;
    }
}
