using CrawlGate.Client;
using CrawlGate.Ethereum;
using PaidCrawl;

if (args is not [var url] || Environment.GetEnvironmentVariable("CRAWLER_KEY") is null)
    return Settings.Usage();

using var signer = PrivateKeySigner.FromEnvironment("CRAWLER_KEY");
using var http = new HttpClient(new PaymentHandler(new PaymentOptions { Signer = signer, MaxPerRequest = Settings.MaxPerRequest, AdditionalAssets = Settings.Assets }));
http.DefaultRequestHeaders.Add("User-Agent", Settings.UserAgent);

using var response = await http.GetAsync(url);
var payment = response.GetPayment();
Console.WriteLine($"{(int)response.StatusCode} {url}");
if (payment is not null)
    Console.WriteLine($"paid ${payment.Dollars:0.######} to {payment.PayTo}, transaction {payment.Transaction ?? "not told"}");
if (!response.IsSuccessStatusCode)
    return Settings.Fail(response.GetPaymentRefusal()?.Message ?? $"The server answered {(int)response.StatusCode}.");

var page = await response.Content.ReadAsStringAsync();
Console.WriteLine(page[..Math.Min(page.Length, 300)]);
return 0;
