using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace CrawlGate.Chaos;

/// <summary>
/// Sends a payment, and the identical request again, until it has the page or a definite refusal. Does nothing else of what clients
/// can do to help a gate.
/// </summary>
internal sealed class Buyer(Gateways gateways, Trap trap, Dice dice) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>How many in a hundred wait for seconds before they come back after an outage, so that others find out what became of their payments.</summary>
    public int DawdlingPercent { get; set; } = 8;

    /// <summary>Asks for a page without paying, until there is a quote.</summary>
    public async Task<JsonNode> AskAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                using var response = await SendAsync(path, null, cancellationToken);
                if (response is { StatusCode: HttpStatusCode.PaymentRequired })
                    return Decode(response, "PAYMENT-REQUIRED")!;
            }
            catch (Exception exception) when (IsOutage(exception))
            {
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    /// <summary>Buys a page. Cancelled only when the run gives up.</summary>
    public async Task BuyAsync(PaymentRecord payment, string path, CancellationToken cancellationToken)
    {
        payment.Begin();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var wait = TimeSpan.FromMilliseconds(100) + dice.Moment(100);
            try
            {
                using var response = await SendAsync(path, payment.Header, cancellationToken);
                if (response is not null && await ReadAsync(payment, path, response, cancellationToken))
                    return;
                if (response?.Headers.RetryAfter?.Delta is { } asked)
                    wait = asked < LongestWait ? asked : LongestWait;
            }
            catch (Exception exception) when (IsOutage(exception) && !cancellationToken.IsCancellationRequested)
            {
                payment.Note($"{path}: {exception.GetBaseException().Message}");
                if (dice.Percent(DawdlingPercent))
                    wait = TimeSpan.FromSeconds(2) + dice.Moment(2000);
            }

            await Task.Delay(wait, cancellationToken);
        }
    }

    /// <summary>The status of one request without payment; 0 when nobody answers.</summary>
    public async Task<int> StatusAsync(string path, string? payment = null)
    {
        try
        {
            using var response = await SendAsync(path, payment, CancellationToken.None);
            return (int?)response?.StatusCode ?? 0;
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            return 0;
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool IsOutage(Exception exception) => exception is HttpRequestException or IOException or OperationCanceledException;

    private async Task<HttpResponseMessage?> SendAsync(string path, string? payment, CancellationToken cancellationToken)
    {
        if (gateways.Pick() is not { } url)
            return null;

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, path));
        request.Headers.TryAddWithoutValidation("User-Agent", "GPTBot/1.3");
        if (payment is not null)
            request.Headers.TryAddWithoutValidation("PAYMENT-SIGNATURE", payment);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var answer = _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        if (payment is not null)
            trap.Pass(KillPoints.ClientSent);
        return await answer;
    }

    /// <summary>Reads an answer; whether that was the end of it.</summary>
    private async Task<bool> ReadAsync(PaymentRecord payment, string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                var receipt = Decode(response, "PAYMENT-RESPONSE");
                payment.Note($"{path}: 200, receipt {receipt?.ToJsonString() ?? "MISSING"}");
                var body = await ReadBodyAsync(response, cancellationToken);
                var (first, second) = Origin.Page(path);
                if (body != first + second)
                {
                    payment.Note($"{path}: only {body.Length.ToString(CultureInfo.InvariantCulture)} bytes");
                    return false;
                }

                payment.GotPage(path, (string?)receipt?["transaction"]);
                payment.Note($"{path}: page");
                return true;

            case HttpStatusCode.PaymentRequired:
                payment.Refused(path, (string?)Decode(response, "PAYMENT-REQUIRED")?["error"] ?? "402");
                return true;

            default:
                var text = await response.Content.ReadAsStringAsync(cancellationToken);
                payment.Note($"{path}: {(int)response.StatusCode} {text[..Math.Min(text.Length, 120)]}");
                // Nothing else is final: whoever sends the same again must not lose by it.
                if (response.StatusCode is not HttpStatusCode.BadRequest)
                    return false;
                payment.Refused(path, "400");
                return true;
        }
    }

    private async Task<string> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
        using var read = new MemoryStream();
        var buffer = new byte[1];
        if (await body.ReadAsync(buffer, patience.Token) > 0)
        {
            trap.Pass(KillPoints.ClientFirstByte);
            read.Write(buffer);
            await body.CopyToAsync(read, patience.Token);
        }

        return Encoding.UTF8.GetString(read.ToArray());
    }

    private static JsonNode? Decode(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) ? JsonNode.Parse(Convert.FromBase64String(values.First())) : null;
}
