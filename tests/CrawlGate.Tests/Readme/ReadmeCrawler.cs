using CrawlGate.Client;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Readme;

/// <summary>The README's crawler, so that the compiler reads it.</summary>
internal static class ReadmeCrawler
{
    public static async Task RunAsync()
    {
        using var signer = PrivateKeySigner.FromEnvironment("CRAWLER_KEY");
        using var http = new HttpClient(new PaymentHandler(new PaymentOptions { Signer = signer, MaxPerRequest = 0.01m }));
        var response = await http.GetAsync("https://news.example/posts/tides");
        Console.WriteLine(response.GetPayment()?.Transaction);
    }
}
