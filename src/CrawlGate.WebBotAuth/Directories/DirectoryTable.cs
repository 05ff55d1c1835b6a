using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace CrawlGate.WebBotAuth;

/// <summary>
/// The directories that are remembered: known agents always, strangers up to a number in all and per host. A full table lets in
/// a newcomer only for one that has been of no use lately, so that a flood of made-up names can neither grow it nor sweep it.
/// </summary>
internal sealed class DirectoryTable
{
    private static readonly TimeSpan ScanInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<SignatureAgent, DirectoryEntry> _entries = new();
    private readonly Dictionary<string, List<DirectoryEntry>> _strangersByHost = [];
    private readonly Lock _lock = new();
    private readonly KeyDirectoryOptions _options;
    private int _strangers;
    private DateTimeOffset _nextScan = DateTimeOffset.MinValue;

    public DirectoryTable(KeyDirectoryOptions options, DateTimeOffset now)
    {
        _options = options;
        foreach (var agent in options.KnownAgents)
            _entries.TryAdd(agent, new DirectoryEntry(agent, isKnown: true, now));
    }

    public int Count => _entries.Count;

    public bool TryGet(SignatureAgent agent, [NotNullWhen(true)] out DirectoryEntry? entry) => _entries.TryGetValue(agent, out entry);

    /// <summary>Gives a stranger's directory a place, or null when there is none to give.</summary>
    public DirectoryEntry? Admit(SignatureAgent agent, DateTimeOffset now)
    {
        var host = agent.Url.IdnHost;
        lock (_lock)
        {
            if (_entries.TryGetValue(agent, out var entry))
                return entry;
            if (_strangersByHost.TryGetValue(host, out var neighbours) && neighbours.Count >= _options.MaxDirectoriesPerHost && !GiveWay(neighbours, now))
                return null;
            if (_strangers >= _options.MaxDirectories && !GiveWay(now))
                return null;

            entry = new DirectoryEntry(agent, isKnown: false, now);
            if (!_strangersByHost.TryGetValue(host, out neighbours))
                _strangersByHost.Add(host, neighbours = []);
            neighbours.Add(entry);
            _strangers++;
            return _entries[agent] = entry;
        }
    }

    // A look through the whole table in vain is not repeated for every stranger of a flood.
    private bool GiveWay(DateTimeOffset now)
    {
        if (now < _nextScan)
            return false;
        if (GiveWay(_strangersByHost.Values.SelectMany(static neighbours => neighbours), now))
            return true;

        _nextScan = now + ScanInterval;
        return false;
    }

    private bool GiveWay(IEnumerable<DirectoryEntry> among, DateTimeOffset now)
    {
        var leaving = among.Where(entry => entry.MayGiveWay(now, _options.NegativeLifetime)).MinBy(static entry => entry.LastUsedTicks);
        if (leaving is null)
            return false;

        var host = leaving.Agent.Url.IdnHost;
        var neighbours = _strangersByHost[host];
        neighbours.Remove(leaving);
        if (neighbours.Count == 0)
            _strangersByHost.Remove(host);
        _entries.TryRemove(leaving.Agent, out _);
        _strangers--;
        return true;
    }
}
