namespace CrawlGate.Chaos;

/// <summary>Something that must never be, and the payment it is about.</summary>
internal sealed record Violation(string What, PaymentRecord? Payment = null);
