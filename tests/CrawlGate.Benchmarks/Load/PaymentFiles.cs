using System.Globalization;
using System.Text;
using CrawlGate.Client;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Benchmarks;

/// <summary>
/// Files of payments that were signed before the measurement, one header value a line and none twice. They are kept and used
/// again: a server that was just started remembers none of them.
/// </summary>
internal static class PaymentFiles
{
    // The gate takes authorizations that are valid for a day and the offer's timeout; this leaves half of that for using the files again.
    private static readonly TimeSpan Validity = TimeSpan.FromHours(23);
    private static readonly TimeSpan Reusable = TimeSpan.FromHours(12);

    /// <summary>Makes sure that there are so many files with so many payments each, for the offer that a server makes.</summary>
    /// <param name="url">The page to pay for.</param>
    /// <param name="counts">How many payments each file has.</param>
    /// <param name="name">The folder below <c>artifacts</c> that keeps them.</param>
    /// <param name="payers">Private keys of the buyers, who pay in turn; one buyer when left out.</param>
    public static async Task<IReadOnlyList<string>> EnsureAsync(Uri url, IReadOnlyList<int> counts, string name = "bench-payments", IReadOnlyList<string>? payers = null)
    {
        payers ??= [DevAccount.All[0].PrivateKey];
        var quote = await ReadQuoteAsync(url);
        var folder = RepositoryRoot.Combine("artifacts", name);
        var description = $"{quote.Resource} {quote.Offers[0].Json} {payers.Count} {string.Join(' ', counts)}";
        var index = Path.Combine(folder, "payments.txt");
        string[] files = [.. counts.Select((_, i) => Path.Combine(folder, $"payments-{i.ToString(CultureInfo.InvariantCulture)}.txt"))];
        var now = TimeProvider.System.GetUtcNow();
        if (File.Exists(index) && await File.ReadAllTextAsync(index) == description && now - File.GetLastWriteTimeUtc(index) < Reusable && files.All(File.Exists))
            return files;

        Console.WriteLine($"   signing {counts.Sum()} payments");
        Directory.CreateDirectory(folder);
        File.Delete(index);
        await Parallel.ForEachAsync(files.Zip(counts), async (pair, _) => await WriteAsync(pair.First, pair.Second, quote, payers, now + Validity));
        await File.WriteAllTextAsync(index, description);
        return files;
    }

    private static async Task WriteAsync(string file, int count, Quote quote, IReadOnlyList<string> payers, DateTimeOffset signedFor)
    {
        var signers = payers.Select(key => PrivateKeySigner.FromHex(key)).ToArray();
        var client = new ExactEvmClient();
        var offer = quote.Offers[0];
        var asset = KnownAssets.ForNetwork(offer.Network)!;
        await using var lines = new StreamWriter(file, append: false, Encoding.ASCII, 1 << 16) { NewLine = "\n" };
        for (var i = 0; i < count; i++)
        {
            var payment = await client.CreatePayloadAsync(offer.Terms, asset, signers[i % signers.Length], signedFor, quote.Version);
            lines.WriteLine(SignedPayment.Encode(quote, offer, payment.Payload).Value);
        }

        foreach (var signer in signers)
            signer.Dispose();
    }

    private static async Task<Quote> ReadQuoteAsync(Uri url)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", Visitors.Crawler);
        using var response = await http.GetAsync(url);
        return await QuoteReader.ReadAsync(response, CancellationToken.None) ?? throw new InvalidOperationException($"{url} made no offer.");
    }
}
