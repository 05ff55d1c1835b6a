namespace CrawlGate.AspNetCore;

/// <summary>Holds what the gate goes by. A request reads it once, so that it is judged by one configuration from beginning to end.</summary>
internal sealed class CurrentGate(GateSnapshot snapshot)
{
    private volatile GateSnapshot _snapshot = snapshot;

    public GateSnapshot Snapshot
    {
        get => _snapshot;
        set => _snapshot = value;
    }
}
