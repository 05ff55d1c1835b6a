namespace CrawlGate.AspNetCore;

/// <summary>One published list, which several crawlers may share, as it stands now.</summary>
internal sealed class PublishedList
{
    private readonly Evidence _confirms;
    private volatile ListState _state;

    public PublishedList(IpRangeSource source)
    {
        Address = source.Url;
        Url = UrlOf(source);
        Format = source.Format;
        _confirms = new Evidence(VerificationMethod.IpRange, SignalOutcome.Confirms, $"the address is on the list at {Url}");
        _state = new ListState(_confirms, Unknown("has not been fetched yet"));
    }

    public Uri Address { get; }

    public string Url { get; }

    public IpRangeFormat Format { get; }

    public ListState State => _state;

    /// <summary>When the list should be fetched next. Like everything below, for the one refresh that runs at a time.</summary>
    public DateTimeOffset NextAttempt { get; set; }

    /// <summary>How many attempts in a row have failed.</summary>
    public int Failures { get; set; }

    /// <summary>Whether copies on disk have been looked for.</summary>
    public bool IsLookedUp { get; set; }

    public static string UrlOf(IpRangeSource source) => source.Url.IsAbsoluteUri ? source.Url.AbsoluteUri : source.Url.OriginalString;

    /// <summary>Puts a copy to use that was fetched, confirmed or found on disk.</summary>
    public void Accept(LoadedList loaded, TimeSpan staleAfter)
    {
        var freshUntil = loaded.Header.ConfirmedAt + staleAfter;
        var stale = Unknown($"is stale since {freshUntil.UtcDateTime:u}");
        _state = new ListState(_confirms, null) { Loaded = loaded, FreshUntil = freshUntil, Stale = stale };
    }

    /// <summary>Notes that the last attempt failed. The copy in use stays, and refutes nobody until an attempt succeeds.</summary>
    public void Fail(string error) => _state = _state with { Unable = Unknown(error), LastError = error };

    private Evidence Unknown(string what) => new(VerificationMethod.IpRange, SignalOutcome.Unknown, $"the list at {Url} {what}");
}

/// <summary>What a list can say at the moment; replaced as a whole.</summary>
/// <param name="Confirms">Evidence when the address is on the fresh list.</param>
/// <param name="Unable">Evidence when the list cannot refute whatever its age; null when it can.</param>
internal sealed record ListState(Evidence Confirms, Evidence? Unable)
{
    /// <summary>The copy in use; null when there is none.</summary>
    public LoadedList? Loaded { get; init; }

    /// <summary>When the copy in use becomes stale.</summary>
    public DateTimeOffset FreshUntil { get; init; }

    /// <summary>Evidence once the copy is stale; null only without one.</summary>
    public Evidence? Stale { get; init; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? LastError { get; init; }
}
