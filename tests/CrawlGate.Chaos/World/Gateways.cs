using System.Collections.Concurrent;

namespace CrawlGate.Chaos;

/// <summary>The gateways of one site, one or several on one store, and who of them is there now.</summary>
internal sealed class Gateways(IReadOnlyList<string> configs, string folder) : IDisposable
{
    private readonly GatewayProcess?[] _running = new GatewayProcess?[configs.Count];
    private readonly ConcurrentBag<int> _started = [];
    private int _next;

    public int Count => configs.Count;

    /// <summary>Every process there ever was.</summary>
    public IReadOnlyCollection<int> StartedProcesses => _started;

    public GatewayProcess this[int index] => _running[index] ?? throw new InvalidOperationException($"Gateway {index} was never started.");

    /// <summary>The last process of one; null before its first.</summary>
    public GatewayProcess? Find(int index) => _running[index];

    /// <summary>The address of one that listens, each in turn; null while there is none.</summary>
    public Uri? Pick()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var index = (int)((uint)Interlocked.Increment(ref _next) % (uint)Count);
            if (_running[index] is { IsAlive: true, Url: { IsCompletedSuccessfully: true, Result: var url } })
                return url;
        }

        return null;
    }

    /// <summary>Starts one in the place of the one before, which has ended.</summary>
    public GatewayProcess Start(int index, string? fuse = null)
    {
        _running[index]?.Dispose();
        var process = GatewayProcess.Start(configs[index], Path.Combine(folder, $"gateway{index}.log"), fuse);
        _started.Add(process.Id);
        return _running[index] = process;
    }

    /// <summary>Ends all in order; how many did not end in time.</summary>
    public async Task<int> StopAsync(TimeSpan limit) =>
        (await Task.WhenAll(_running.Select(process => process is { IsAlive: true } ? process.StopAsync(limit) : Task.FromResult(true)))).Count(inOrder => !inOrder);

    public void Dispose()
    {
        foreach (var process in _running)
            process?.Dispose();
    }
}
