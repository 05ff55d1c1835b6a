namespace CrawlGate.Client;

/// <summary>What <see cref="PaymentHandler"/> did for a response.</summary>
public static class PaymentResponseExtensions
{
    /// <summary>What was signed for this response; null when nothing was. A receipt alone does not mean that the money moved.</summary>
    public static PaymentReceipt? GetPayment(this HttpResponseMessage response) => PaymentOutcome.Of(response)?.Receipt;

    /// <summary>Why a response is unpaid, or unserved although paid; null when neither, or when it holds no x402 quote.</summary>
    public static PaymentRefusal? GetPaymentRefusal(this HttpResponseMessage response) => PaymentOutcome.Of(response)?.Refusal;
}
