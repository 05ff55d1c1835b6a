namespace CrawlGate.Client;

/// <summary>Counts dollars signed away. Reserving is one step, so that parallel requests cannot pass the limit together.</summary>
internal sealed class PaymentBudget(decimal? limit)
{
    private readonly Lock _lock = new();
    private decimal _reserved;

    public decimal Reserved
    {
        get
        {
            lock (_lock)
                return _reserved;
        }
    }

    public bool TryReserve(decimal dollars)
    {
        lock (_lock)
        {
            if (limit is { } most && dollars > most - _reserved)
                return false;

            _reserved += dollars;
            return true;
        }
    }

    /// <summary>Gives back what was reserved for a signature that was never made.</summary>
    public void Release(decimal dollars)
    {
        lock (_lock)
            _reserved -= dollars;
    }
}
