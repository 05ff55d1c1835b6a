namespace CrawlGate.Client;

/// <summary>Rides on a request's options from the handler to whoever holds the response.</summary>
internal sealed class PaymentOutcome
{
    private static readonly HttpRequestOptionsKey<PaymentOutcome> Key = new("CrawlGate.Payment");

    public PaymentReceipt? Receipt { get; set; }

    public PaymentRefusal? Refusal { get; set; }

    /// <summary>A fresh outcome, since a request may be sent again by a handler further out.</summary>
    public static PaymentOutcome Attach(HttpRequestMessage request)
    {
        var outcome = new PaymentOutcome();
        request.Options.Set(Key, outcome);
        return outcome;
    }

    public static PaymentOutcome? Of(HttpResponseMessage response) =>
        response.RequestMessage is { } request && request.Options.TryGetValue(Key, out var outcome) ? outcome : null;
}
