using System.Net;
using System.Text.Json;
using CrawlGate.X402;

namespace CrawlGate.Client;

/// <summary>
/// Pays for requests that are answered with 402 and an x402 quote, within the limits of <see cref="PaymentOptions"/>. Whatever it
/// does not pay for comes back as it is; <see cref="PaymentResponseExtensions"/> tells what happened.
/// </summary>
/// <remarks>
/// A request is paid once at most. When the answer to a paid request is lost, the very same payment is sent again, by this handler
/// or when the caller repeats the request. Redirects are followed here rather than by the inner handler, and a payment never goes
/// to another origin. A request that carries a payment header already is sent as it is.
/// </remarks>
public sealed class PaymentHandler : DelegatingHandler
{
    private readonly PaymentOptions _options;
    private readonly PaymentBudget _budget;
    private readonly OfferSelection _selection;
    private readonly UnresolvedPayments _unresolved;
    private readonly Lock _starting = new();
    private int _maxRedirects = -1;

    /// <summary>
    /// Sends through the given handler, or through a <see cref="SocketsHttpHandler"/> of its own when there is none by the first
    /// request; so it also fits <c>AddHttpMessageHandler</c>.
    /// </summary>
    public PaymentHandler(PaymentOptions options, HttpMessageHandler? innerHandler = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _budget = new PaymentBudget(options.MaxTotal);
        _selection = new OfferSelection(options, _budget);
        _unresolved = new UnresolvedPayments(options.TimeProvider);
        if (innerHandler is not null)
            InnerHandler = innerHandler;
    }

    /// <summary>The dollars signed away so far: the most that can have been collected.</summary>
    public decimal SignedAway => _budget.Reserved;

    /// <summary>Not offered: signing may have to wait for a key that is elsewhere.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Payments are made by asynchronous requests only; use SendAsync.");

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Start();
        var outcome = PaymentOutcome.Attach(request);
        var isPaidByCaller = request.Headers.Contains(X402Headers.PaymentSignature) || request.Headers.Contains(X402Headers.PaymentV1);
        var body = isPaidByCaller ? default : await RequestBody.PrepareAsync(request, _options.MaxRequestBodyBytes, cancellationToken);

        var response = await SendFollowingAsync(request, body.IsReplayable, null, cancellationToken);
        if (response.StatusCode != HttpStatusCode.PaymentRequired || isPaidByCaller)
            return response;
        if (await QuoteReader.ReadAsync(response, cancellationToken) is not { } quote)
            return response;

        if (!body.IsReplayable)
        {
            outcome.Refusal = new PaymentRefusal(PaymentRefusalReason.BodyNotReplayable, "The request's body cannot be sent a second time with a payment.");
            return response;
        }

        var paid = new PaidRequest(request.Method, request.RequestUri!, request.Content is null ? "" : body.Hash);
        var (payment, refusal) = await GetPaymentAsync(quote, paid, cancellationToken);
        outcome.Refusal = refusal;
        if (payment is null)
            return response;

        response.Dispose();
        return await new PaidExchange(_options, _unresolved, SendFollowingAsync).SendAsync(request, paid, payment, outcome, cancellationToken);
    }

    /// <summary>The payment that is still out for the same request, else a new one.</summary>
    private async ValueTask<(SignedPayment? Payment, PaymentRefusal? Refusal)> GetPaymentAsync(Quote quote, PaidRequest request, CancellationToken cancellationToken)
    {
        if (_unresolved.Take(request) is { } earlier)
        {
            if (quote.Offers.Any(offer => JsonElement.DeepEquals(offer.Json, earlier.Offer.Json)))
                return (earlier, null);

            _unresolved.Add(request, earlier);
            return (null, new PaymentRefusal(PaymentRefusalReason.Unresolved, $"The offer changed while a payment for it can be collected until {earlier.Receipt.ValidBefore:u}."));
        }

        var (chosen, refusal) = _selection.Choose(quote);
        return chosen is null ? (null, refusal) : (await SignAsync(quote, chosen, request.Uri, cancellationToken), null);
    }

    private async ValueTask<SignedPayment> SignAsync(Quote quote, ChosenOffer chosen, Uri resource, CancellationToken cancellationToken)
    {
        try
        {
            var now = _options.TimeProvider.GetUtcNow();
            var signed = await chosen.Scheme.CreatePayloadAsync(chosen.Offer.Terms, chosen.Asset, _options.Signer, now, quote.Version, cancellationToken);
            var (name, value) = SignedPayment.Encode(quote, chosen.Offer, signed.Payload);
            return new SignedPayment(name, value, chosen.Offer, new PaymentReceipt
            {
                Resource = resource,
                Scheme = chosen.Scheme.Scheme,
                Asset = chosen.Asset,
                Amount = chosen.Amount,
                Dollars = chosen.Dollars,
                Payer = _options.Signer.Address,
                PayTo = chosen.PayTo,
                ValidBefore = signed.ValidBefore,
            });
        }
        catch
        {
            _budget.Release(chosen.Dollars);
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendFollowingAsync(HttpRequestMessage request, bool bodyIsReplayable, Action<HttpResponseMessage>? onResponse, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await base.SendAsync(request, cancellationToken);
            response.RequestMessage ??= request;
            onResponse?.Invoke(response);
            if (redirects >= _maxRedirects || !Redirect.TryApply(request, response, bodyIsReplayable))
                return response;

            response.Dispose();
        }
    }

    private void Start()
    {
        if (Volatile.Read(ref _maxRedirects) >= 0)
            return;

        lock (_starting)
        {
            if (_maxRedirects >= 0)
                return;

            InnerHandler ??= new SocketsHttpHandler();
            Volatile.Write(ref _maxRedirects, InnerHandlers.TakeOverRedirects(InnerHandler));
        }
    }
}
