namespace CrawlGate.Client;

/// <summary>
/// Payments that left and whose fate is not known, by what they were for. Until they expire, the same request is paid with the
/// same payment, so that a retry by the caller does not pay twice.
/// </summary>
internal sealed class UnresolvedPayments(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PaidRequest, Queue<SignedPayment>> _payments = [];
    private int _pruneAt = 1024;

    public void Add(PaidRequest request, SignedPayment payment)
    {
        lock (_lock)
        {
            if (_payments.Count >= _pruneAt)
                Prune();
            if (!_payments.TryGetValue(request, out var queue))
                _payments.Add(request, queue = new Queue<SignedPayment>(1));
            queue.Enqueue(payment);
        }
    }

    /// <summary>Takes a payment that can still be collected, so that one caller at a time has it; null when there is none.</summary>
    public SignedPayment? Take(PaidRequest request)
    {
        lock (_lock)
        {
            if (!_payments.TryGetValue(request, out var queue))
                return null;

            SignedPayment? payment = null;
            while (payment is null && queue.TryDequeue(out var candidate))
                payment = IsOver(candidate) ? null : candidate;
            if (queue.Count == 0)
                _payments.Remove(request);
            return payment;
        }
    }

    private void Prune()
    {
        foreach (var (request, queue) in _payments)
            if (queue.All(IsOver))
                _payments.Remove(request);

        _pruneAt = Math.Max(1024, _payments.Count * 2);
    }

    private bool IsOver(SignedPayment payment) => payment.Receipt.ValidBefore <= time.GetUtcNow();
}

/// <summary>What makes two requests the same request.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Uri">The address that asked for payment.</param>
/// <param name="BodyHash">SHA-256 of the body in hexadecimal, empty for none.</param>
internal readonly record struct PaidRequest(HttpMethod Method, Uri Uri, string BodyHash);
