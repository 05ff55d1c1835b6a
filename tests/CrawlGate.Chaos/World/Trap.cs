namespace CrawlGate.Chaos;

/// <summary>Kills a gateway when the world around it comes to a named point.</summary>
internal sealed class Trap
{
    private readonly Lock _lock = new();
    private string? _point;
    private int _left;
    private GatewayProcess? _victim;

    public void Set(string point, int count, GatewayProcess victim)
    {
        lock (_lock)
            (_point, _left, _victim) = (point, count, victim);
    }

    public void Clear()
    {
        lock (_lock)
            (_point, _victim) = (null, null);
    }

    /// <summary>Says that the world is at a point. True when that killed the gateway.</summary>
    public bool Pass(string point)
    {
        GatewayProcess? victim;
        lock (_lock)
        {
            if (point != _point || --_left > 0)
                return false;
            (victim, _point, _victim) = (_victim, null, null);
        }

        victim?.Kill();
        return true;
    }
}
