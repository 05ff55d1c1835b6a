using System.Text.Json;

namespace CrawlGate.Benchmarks;

/// <summary>An answer as it went over the wire, but for its date.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Headers">The headers in a fixed order.</param>
/// <param name="Body">The body.</param>
internal sealed record CannedAnswer(int Status, SortedDictionary<string, string[]> Headers, byte[] Body)
{
    /// <summary>Asks as a crawler would.</summary>
    public static async Task<CannedAnswer> CaptureAsync(Uri url)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("User-Agent", Visitors.Crawler);
        using var response = await http.SendAsync(request);
        var headers = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (name is not "Date")
                headers[name] = [.. values];
        }

        return new CannedAnswer((int)response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync());
    }

    public static CannedAnswer Read(string file) => JsonSerializer.Deserialize<CannedAnswer>(File.ReadAllBytes(file))!;

    public void Write(string file) => File.WriteAllText(file, ToJson());

    /// <summary>Whether the two differ in nothing but their date.</summary>
    public bool IsSame(CannedAnswer other) => ToJson() == other.ToJson();

    private string ToJson() => JsonSerializer.Serialize(this);
}
