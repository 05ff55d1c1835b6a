using System.Net;
using CrawlGate.Client;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Client;

public sealed class BudgetTests
{
    [Fact]
    public async Task C6_Hundred_parallel_requests_stay_within_the_total()
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer));
        var handler = new PaymentHandler(new PaymentOptions { Signer = Wire.Signer, MaxTotal = 0.0375m });
        using var http = new HttpClient(handler);

        var responses = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => http.GetAsync(seller.Url)));

        Assert.Equal(37, responses.Count(response => response.StatusCode == HttpStatusCode.OK));
        Assert.Equal(63, responses.Count(response => response.GetPaymentRefusal()?.Reason == PaymentRefusalReason.AboveMaxTotal));
        Assert.Equal(37, seller.Payments.Distinct().Count());
        Assert.Equal(0.037m, handler.SignedAway);
    }

    [Fact]
    public async Task C6_Payment_that_the_server_refused_counts_because_it_can_still_be_collected()
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer), (context, _) => context.Ask(Wire.Quote(Wire.Offer)));
        using var http = Wire.Client(options => options with { MaxTotal = 0.001m });

        using var first = await http.GetAsync(seller.Url);
        using var second = await http.GetAsync(seller.Url);

        Assert.Equal(PaymentRefusalReason.Rejected, first.GetPaymentRefusal()!.Reason);
        Assert.Equal(PaymentRefusalReason.AboveMaxTotal, second.GetPaymentRefusal()!.Reason);
        Assert.Single(seller.Payments);
    }

    [Fact]
    public async Task C6_What_was_never_signed_is_given_back()
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer));
        var handler = new PaymentHandler(new PaymentOptions { Signer = new LostKey(), MaxTotal = 0.001m });
        using var http = new HttpClient(handler);

        await Assert.ThrowsAsync<InvalidOperationException>(() => http.GetAsync(seller.Url));

        Assert.Equal(0m, handler.SignedAway);
    }

    [Fact]
    public void Nonsensical_limits_are_refused_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Wire.Client(options => options with { MaxPerRequest = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Wire.Client(options => options with { MaxTotal = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Wire.Client(options => options with { AnswerTimeout = TimeSpan.Zero }));
    }

    /// <summary>A key store that is out of reach.</summary>
    private sealed class LostKey : IEthereumSigner
    {
        public Address Address => Wire.Signer.Address;

        public ValueTask<EcdsaSignature> SignAsync(Bytes32 digest, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("The key store is out of reach.");
    }
}
