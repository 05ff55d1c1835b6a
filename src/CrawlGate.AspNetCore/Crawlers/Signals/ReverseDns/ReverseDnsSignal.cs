using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Forward-confirmed reverse DNS: the address has a name of the crawler's, and that name leads back to the address. The first
/// alone proves nothing, because whoever owns an address names it as he likes.
/// </summary>
internal sealed class ReverseDnsSignal : ICrawlerSignal
{
    private readonly AddressCache _cache;
    private readonly AddressLookup _lookup;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly bool _isEnabled;
    private int _hasWarned;

    public ReverseDnsSignal(ReverseDnsOptions options, TimeProvider time, ILogger<ReverseDnsSignal> logger)
    {
        var system = new SystemDnsServers(time);
        var resolver = new DnsResolver(() => options.Servers is { Count: > 0 } own ? own : system.Get(), options.Timeout, options.Tries, time);
        _lookup = new AddressLookup(resolver, time);
        _cache = new AddressCache(options.MaxCachedAddresses, options.MaxConcurrentLookups, options.WaitAtMost, time);
        _time = time;
        _logger = logger;
        _isEnabled = options.Enabled;
    }

    /// <inheritdoc/>
    public VerificationMethod Method => VerificationMethod.ReverseDns;

    /// <summary>Whether names are looked up.</summary>
    public bool IsEnabled => _isEnabled;

    /// <summary>How many addresses are remembered.</summary>
    internal int CachedAddresses => _cache.Count;

    /// <summary>How many addresses are being looked up.</summary>
    internal int LookupsUnderWay => _cache.LookupsUnderWay;

    /// <inheritdoc/>
    public ValueTask<Evidence?> JudgeAsync(HttpContext context, Crawler claimed, IPAddress? client)
    {
        if (claimed.ReverseDns.Count == 0 || !_isEnabled)
            return default;
        if (client is null || !ResolvableAddress.TryRead(client, out var address))
            return new(ReverseDnsEvidence.NoPublicAddress);

        var evidence = FromCache(address, claimed, out var seen, out var renew);
        if (evidence is not null && !renew)
            return new(evidence);

        var pending = Begin(address, seen);
        if (evidence is not null)
            return new(evidence);

        return pending is { Waited.IsCompleted: false } ? AfterAsync(pending, address, claimed) : new(NowKnown(address, claimed));
    }

    private async ValueTask<Evidence?> AfterAsync(PendingLookup pending, UInt128 address, Crawler claimed)
    {
        await pending.Waited;
        return NowKnown(address, claimed);
    }

    private Evidence NowKnown(UInt128 address, Crawler claimed) => FromCache(address, claimed, out _, out _) ?? ReverseDnsEvidence.NotYetKnown;

    /// <summary>The evidence that what is known gives; null when nothing is known or it is too old.</summary>
    private Evidence? FromCache(UInt128 address, Crawler claimed, out AddressNames? names, out bool renew)
    {
        names = null;
        renew = false;
        if (!_cache.TryGet(address, out var entry) || (names = entry.Names) is null)
            return null;

        var (verdict, failure) = names.Judge(claimed.ReverseDns);
        var age = _time.GetUtcNow() - names.LearntAt;
        if (age >= names.LifetimeOf(verdict))
            return null;

        if (verdict == NameVerdict.Confirmed && !entry.IsConfirming)
            entry.IsConfirming = true;
        renew = age >= names.RenewalAgeOf(verdict);
        return ReverseDnsEvidence.For(claimed).Of(verdict, failure);
    }

    private PendingLookup? Begin(UInt128 address, AddressNames? seen)
    {
        var pending = _cache.Begin(address, seen, out var isNew);

        // Without the request's context: the lookup outlives it.
        if (isNew)
        {
            var work = (Signal: this, Pending: pending!);
            ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Signal.LookUpAsync(work.Pending), work, preferLocal: false);
        }

        return pending;
    }

    private async Task LookUpAsync(PendingLookup pending)
    {
        AddressNames names;
        try
        {
            names = await _lookup.FindAsync(AddressNumber.ToAddress(pending.Entry.Address));
        }
        catch (Exception exception)
        {
            // A mistake of ours must not hold the lookup's place, nor its requests, for ever.
            _logger.LookupThrew(exception);
            names = _lookup.Unknown(DnsFailure.Unexpected);
        }

        if (names.Failure == DnsFailure.NoServer && Interlocked.Exchange(ref _hasWarned, 1) == 0)
            _logger.NoDnsServer();
        else if (names.Failure is { } failure)
            _logger.LookupFailed(failure);
        _cache.End(pending, names);
    }
}
