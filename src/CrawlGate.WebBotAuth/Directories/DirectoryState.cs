namespace CrawlGate.WebBotAuth;

/// <summary>What is known of a directory at a time; replaced as a whole.</summary>
internal sealed record DirectoryState
{
    private static readonly KeyLookup.Unavailable NotAsked = new("Too many directories are being fetched.");

    /// <summary>What it said when it was last read; null when it never was.</summary>
    public KeySet? Keys { get; private init; }

    /// <summary>Until when that is believed without asking again.</summary>
    public DateTimeOffset FreshUntil { get; private init; } = DateTimeOffset.MinValue;

    /// <summary>Until when it is believed while the directory cannot be read.</summary>
    public DateTimeOffset UsableUntil { get; private init; } = DateTimeOffset.MinValue;

    /// <summary>Until when the directory is not asked again for a key it does not list.</summary>
    public DateTimeOffset QuietUntil { get; private init; } = DateTimeOffset.MinValue;

    /// <summary>Why the last attempt to read it failed; null when it did not.</summary>
    public KeyLookup.Unavailable? Failure { get; private init; }

    private DateTimeOffset FailedAt { get; init; } = DateTimeOffset.MinValue;

    // Stale keys have been asked for again, in vain: they are used meanwhile, and nobody waits for the next attempt.
    private bool HasFailedSinceStale => FailedAt >= FreshUntil;

    public bool IsFresh(DateTimeOffset now) => now < FreshUntil;

    /// <summary>The answer from memory, as far as it goes; null when the keys are elsewhere.</summary>
    public KeyLookup? Find(string keyId, DateTimeOffset now)
    {
        if (!IsUsable(now))
            return Failure ?? NotAsked;
        if (Keys!.Elsewhere is not null)
            return null;

        var answer = Keys.Find(keyId, now);
        return answer is KeyLookup.Found || IsFresh(now) ? answer : Failure ?? NotAsked;
    }

    /// <summary>Whether the directory should be asked before <paramref name="answer"/> is given.</summary>
    public bool ShouldAskFirst(KeyLookup? answer, DateTimeOffset now)
    {
        if (IsUsable(now) && !IsFresh(now) && !HasFailedSinceStale)
            return true;
        return answer is not null and not KeyLookup.Found && now >= QuietUntil;
    }

    private bool IsUsable(DateTimeOffset now) => Keys is not null && now < UsableUntil;

    /// <summary>The state after an attempt. A failure leaves the keys as they are; a success replaces them, removed ones and all.</summary>
    public static DirectoryState After(DirectoryState? before, KeySetOutcome outcome, DateTimeOffset now, KeyDirectoryOptions options)
    {
        var quietUntil = now + options.NegativeLifetime;
        if (outcome is not KeySetOutcome.Read read)
            return (before ?? new DirectoryState()) with { Failure = new(((KeySetOutcome.Failed)outcome).Reason), FailedAt = now, QuietUntil = quietUntil };

        var freshUntil = now + read.Freshness;
        return new DirectoryState
        {
            Keys = read.Keys,
            FreshUntil = freshUntil,
            UsableUntil = freshUntil + options.StaleLimit,
            QuietUntil = freshUntil < quietUntil ? freshUntil : quietUntil,
        };
    }
}
