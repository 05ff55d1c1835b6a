using CrawlGate.X402;

namespace Demo;

/// <summary>Stands behind the paying handler and keeps the payment that it sends, to misuse it later.</summary>
internal sealed class PaymentRecorder() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    public string? Payment { get; private set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.TryGetValues(X402Headers.PaymentSignature, out var values))
            Payment = values.First();
        return base.SendAsync(request, cancellationToken);
    }
}
