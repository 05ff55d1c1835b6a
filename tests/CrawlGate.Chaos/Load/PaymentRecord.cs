using System.Collections.Concurrent;
using System.Globalization;
using CrawlGate.X402;

namespace CrawlGate.Chaos;

/// <summary>What a crawler knows about one payment that it signed.</summary>
internal sealed class PaymentRecord(string flow, Eip3009Authorization authorization, string header)
{
    private readonly ConcurrentQueue<string> _log = new();
    private readonly ConcurrentDictionary<string, bool> _pages = new();
    private readonly ConcurrentDictionary<string, bool> _receipts = new();
    private int _unfinished;

    public string Flow => flow;

    public Eip3009Authorization Authorization => authorization;

    public string Header => header;

    public AuthorizationKey Key { get; } = new(World.ChainId, DevChain.Anvil.BaseSepoliaUsdc, authorization.From, authorization.Nonce);

    /// <summary>The pages that were read to their end, by path.</summary>
    public IReadOnlyCollection<string> Pages => [.. _pages.Keys];

    public bool HasPage => !_pages.IsEmpty;

    /// <summary>The transactions that receipts named.</summary>
    public IReadOnlyCollection<string> Transactions => [.. _receipts.Keys];

    /// <summary>How many requests have neither the page nor a definite refusal.</summary>
    public int Unfinished => Volatile.Read(ref _unfinished);

    /// <summary>Everything that happened.</summary>
    public IReadOnlyCollection<string> Log => _log;

    public void Begin() => Interlocked.Increment(ref _unfinished);

    public void Note(string line) =>
        _log.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line}"));

    public void GotPage(string path, string? transaction)
    {
        if (transaction is { Length: > 0 })
            _receipts[transaction] = true;
        _pages[path] = true;
        Interlocked.Decrement(ref _unfinished);
    }

    public void Refused(string path, string reason)
    {
        Note($"{path}: refused for good: {reason}");
        Interlocked.Decrement(ref _unfinished);
    }
}
