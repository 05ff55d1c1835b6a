using System.Net;
using CrawlGate.X402;

namespace CrawlGate.Client;

/// <summary>Sends a request with its payment until there is an answer to hand out; always with the same payment.</summary>
internal sealed class PaidExchange(PaymentOptions options, UnresolvedPayments unresolved, PaidExchange.SendFollowing send)
{
    /// <summary>Sends a request and follows its redirects; sees every response on the way.</summary>
    internal delegate Task<HttpResponseMessage> SendFollowing(
        HttpRequestMessage request, bool bodyIsReplayable, Action<HttpResponseMessage>? onResponse, CancellationToken cancellationToken);

    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, PaidRequest paid, SignedPayment payment, PaymentOutcome outcome, CancellationToken cancellationToken)
    {
        outcome.Receipt = payment.Receipt;
        var isOver = false;
        var content = request.Content;
        try
        {
            for (var tries = 0; ; tries++)
            {
                (request.Method, request.RequestUri, request.Content) = (paid.Method, paid.Uri, content);
                request.Headers.Remove(payment.HeaderName);
                request.Headers.TryAddWithoutValidation(payment.HeaderName, payment.HeaderValue);

                var (response, failure) = await TryAsync(request, payment, outcome, cancellationToken);
                var now = options.TimeProvider.GetUtcNow();
                if (response is not null)
                    isOver = await JudgeAsync(response, outcome, cancellationToken);
                if (isOver)
                    return response!;

                var wait = response is null ? RetryRule.AfterSilence(paid.Method, tries) : RetryRule.After(response, paid.Method, tries, now);
                if (tries == options.MaxRetries || wait is not { } pause || !RetryRule.IsStillValid(payment, pause, now))
                    return response ?? throw Lost(payment, failure!);

                outcome.Refusal = null;
                response?.Dispose();
                await Task.Delay(pause, options.TimeProvider, cancellationToken);
            }
        }
        finally
        {
            request.Headers.Remove(payment.HeaderName);
            if (!isOver)
                unresolved.Add(paid, payment);
        }
    }

    private async Task<(HttpResponseMessage? Response, Exception? Failure)> TryAsync(
        HttpRequestMessage request, SignedPayment payment, PaymentOutcome outcome, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.AnswerTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return (await send(request, true, response => Note(request, response, payment, outcome), either.Token), null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, e);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (null, new TimeoutException("The answer to a paid request did not come in time.", e));
        }
    }

    /// <summary>Keeps the receipt, which may be on a redirect, and from then on carries the payment no further.</summary>
    private static void Note(HttpRequestMessage request, HttpResponseMessage response, SignedPayment payment, PaymentOutcome outcome)
    {
        if (outcome.Receipt?.Success == true)
            return;

        outcome.Receipt = ReceiptReader.Read(response.Headers, payment.Receipt);
        if (outcome.Receipt.Success == true)
            Redirect.RemovePayments(request);
    }

    /// <summary>Whether the response ends the matter. Where it does not, the refusal says so in case it is handed out anyway.</summary>
    private static async ValueTask<bool> JudgeAsync(HttpResponseMessage response, PaymentOutcome outcome, CancellationToken cancellationToken)
    {
        var receipt = outcome.Receipt!;
        if (response.StatusCode == HttpStatusCode.PaymentRequired)
        {
            var quote = await QuoteReader.ReadAsync(response, cancellationToken);
            var reason = receipt.ErrorReason ?? UntrustedJson.ForPeople(quote?.Error ?? "no reason given");
            var isPending = receipt.Success == false && (receipt.ErrorReason == X402Errors.SettlementPending || receipt.Transaction is not null);
            outcome.Refusal = isPending
                ? Unresolved(receipt, $"Settlement is pending ({reason})")
                : new PaymentRefusal(PaymentRefusalReason.Rejected, $"The server was given a payment and refused it: {reason}");
            return !isPending;
        }

        if (receipt.Success == true || (int)response.StatusCode < 400)
            return true;
        if (RetryRule.IsTemporary(response.StatusCode) || response.Headers.RetryAfter is not null)
            outcome.Refusal = Unresolved(receipt, $"The server answered {(int)response.StatusCode}");

        return false;
    }

    private static PaymentRefusal Unresolved(PaymentReceipt receipt, string what) =>
        new(PaymentRefusalReason.Unresolved, $"{what}; the payment can be collected until {receipt.ValidBefore:u}, and the same request sends the same payment.");

    private static HttpRequestException Lost(SignedPayment payment, Exception failure) => new(
        (failure as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown,
        $"No answer to a paid request; the payment can be collected until {payment.Receipt.ValidBefore:u}, and the same request sends the same payment.",
        failure);
}
