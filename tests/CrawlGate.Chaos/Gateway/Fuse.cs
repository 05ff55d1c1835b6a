using System.Diagnostics;

namespace CrawlGate.Chaos;

/// <summary>Kills this process at the named point it is set to. SIGKILL: nothing is finished, flushed or closed.</summary>
internal sealed class Fuse
{
    private readonly Lock _lock = new();
    private string? _point;
    private int _left;

    /// <summary>Sets it to the point's next passings; null takes it out.</summary>
    public void Set(string? point, int count)
    {
        lock (_lock)
            (_point, _left) = (point, count);
    }

    /// <summary>Says that execution is at a point.</summary>
    public void Pass(string point)
    {
        lock (_lock)
        {
            if (point == _point && --_left <= 0)
                Process.GetCurrentProcess().Kill();
        }
    }
}
