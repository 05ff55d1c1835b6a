namespace CrawlGate.AspNetCore;

/// <summary>What each step does to an entry. Stores apply these and add nothing but atomicity, so that they cannot differ.</summary>
internal static class LedgerRules
{
    /// <summary>How long an abandoned claim is kept after its authorization expired.</summary>
    private static readonly TimeSpan ClaimRetention = TimeSpan.FromHours(1);

    /// <summary>What tells a settlement that a buyer who came back took up from all others of the same process.</summary>
    private const string Resumed = "Presented again.";

    /// <summary>The first entry of a payment.</summary>
    public static LedgerEntry Open(PaymentClaim claim, string owner, DateTimeOffset now) => new()
    {
        Key = claim.Key,
        Fingerprint = claim.Fingerprint,
        Resource = claim.Resource,
        PayTo = claim.PayTo,
        Amount = claim.Amount,
        ValidBefore = claim.ValidBefore,
        Identifier = claim.Identifier,
        State = LedgerState.Claimed,
        Version = 1,
        Owner = owner,
        OpenedAt = now,
        ChangedAt = now,
    };

    /// <summary>
    /// What a claim of a payment that is there comes to. With a replacement, the outcome holds only once the store has swapped the held
    /// entry for it; otherwise judge again.
    /// </summary>
    public static (ClaimOutcome Outcome, LedgerEntry? Replacement) Judge(LedgerEntry held, PaymentClaim claim, bool ownerIsAlive, string owner, DateTimeOffset now)
    {
        if (held.State == LedgerState.Claimed && !ownerIsAlive)
        {
            var mine = Open(claim, owner, now) with { Version = held.Version + 1, OpenedAt = held.OpenedAt, Detail = "Taken over from a process that is gone." };
            return (new ClaimOutcome.Claimed(mine), mine);
        }

        if (held.Resource != claim.Resource || held.Fingerprint != claim.Fingerprint)
            return (new ClaimOutcome.Conflict(held), null);
        if (held.State is LedgerState.Queued or LedgerState.Settled or LedgerState.Failed || held.IsDeferred)
            return (new ClaimOutcome.Replayed(held), null);
        if (ownerIsAlive && held.State is LedgerState.Claimed or LedgerState.Settling)
            return (new ClaimOutcome.InFlight(held), null);

        var resumed = Take(held, owner, now) with { Attempts = held.Attempts + 1, Detail = Resumed };
        return (new ClaimOutcome.Resumed(resumed), resumed);
    }

    /// <summary>The entry after a move.</summary>
    /// <exception cref="InvalidOperationException">There is no such move: a bug of the caller.</exception>
    public static LedgerEntry Apply(LedgerEntry held, LedgerMove move, string owner, DateTimeOffset now)
    {
        var isKnown = (held.State, move.To) switch
        {
            (LedgerState.Claimed, LedgerState.Settling) => move.Request.Length > 0,
            (LedgerState.Settling, LedgerState.Settled or LedgerState.Failed) => move.Result is not null,
            (LedgerState.Settling, LedgerState.Unknown) => move.DueAt is not null,
            (LedgerState.Settled, LedgerState.Settled) => move.Detail is not null,
            (LedgerState.Settling, LedgerState.Queued) => move.DueAt is not null && held.IsDeferred,
            _ => false,
        };
        if (!isKnown)
            throw new InvalidOperationException($"No such move: {held.State} to {move.To}, or it lacks what it needs.");

        return held with
        {
            State = move.To,
            Version = held.Version + 1,
            Owner = owner,
            ChangedAt = now,
            Attempts = move.To == LedgerState.Settling ? held.Attempts + 1 : held.Attempts,
            DueAt = move.DueAt,
            // A signed payment is kept for as long as it may have to be sent again, and not longer.
            Request = move.To is LedgerState.Settled or LedgerState.Failed ? default : move.Request.Length > 0 ? move.Request : held.Request,
            Transaction = move.Transaction ?? held.Transaction,
            Result = move.Result ?? held.Result,
            Detail = move.Detail,
        };
    }

    /// <summary>The entry once its settlement is queued.</summary>
    public static LedgerEntry Defer(LedgerEntry held, ReadOnlyMemory<byte> request, long micros, DateTimeOffset dueAt, string owner, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(micros, 1);
        if (held.State != LedgerState.Claimed)
            throw new InvalidOperationException($"No such move: {held.State} to {LedgerState.Queued}.");

        return held with
        {
            State = LedgerState.Queued,
            Version = held.Version + 1,
            Owner = owner,
            ChangedAt = now,
            DueAt = dueAt,
            DeferredMicros = micros,
            Request = request,
            Detail = null,
        };
    }

    /// <summary>Whether the limits leave room for an amount.</summary>
    public static bool IsWithin(ExposureLimits limits, Exposure payer, Exposure total, long micros) =>
        payer.Open + payer.Defaulted + micros <= limits.PerPayer && total.Open + micros <= limits.Total;

    /// <summary>What a change does to its payer's exposure and, but for what was never paid, to the total.</summary>
    public static Exposure ExposureChange(LedgerEntry held, LedgerEntry to) => to switch
    {
        { IsDeferred: false } => default,
        { State: LedgerState.Queued } when !held.IsDeferred => new Exposure(to.DeferredMicros, 0),
        { State: LedgerState.Settled } when held.State == LedgerState.Settled => default,
        { State: LedgerState.Settled } => new Exposure(-to.DeferredMicros, 0),
        { State: LedgerState.Failed } => new Exposure(-to.DeferredMicros, to.DeferredMicros),
        _ => default,
    };

    /// <summary>The entry once a process takes its queued settlement.</summary>
    public static LedgerEntry TakeQueued(LedgerEntry held, string owner, DateTimeOffset now) => Take(held, owner, now) with { Attempts = held.Attempts + 1 };

    /// <summary>The entry once a process takes it to find out its outcome.</summary>
    public static LedgerEntry TakeUnresolved(LedgerEntry held, string owner, DateTimeOffset now) => Take(held, owner, now);

    /// <summary>Whether a request took it up whose buyer came back, and has not brought it to an end.</summary>
    public static bool IsResumed(LedgerEntry entry) => entry is { State: LedgerState.Settling, Detail: Resumed };

    /// <summary>Whether nothing was ever sent for settlement, as far as the entry tells. A caller of <see cref="LedgerState.Settling"/> must know it for the one attempt.</summary>
    public static bool CanRelease(LedgerEntry entry) =>
        entry.State == LedgerState.Claimed || entry is { State: LedgerState.Settling, Attempts: 1, IsDeferred: false };

    /// <summary>Whether an entry counts as work that somebody must finish.</summary>
    public static bool IsOpen(LedgerEntry entry) => entry.State is LedgerState.Queued or LedgerState.Settling or LedgerState.Unknown;

    /// <summary>When an entry may be forgotten; null while money may still move by it.</summary>
    public static DateTimeOffset? ForgetAt(LedgerEntry entry, TimeSpan retention) => entry.State switch
    {
        LedgerState.Claimed => Later(entry.ValidBefore, ClaimRetention),
        LedgerState.Settled or LedgerState.Failed => Later(entry.ValidBefore > entry.ChangedAt ? entry.ValidBefore : entry.ChangedAt, retention),
        _ => null,
    };

    private static LedgerEntry Take(LedgerEntry held, string owner, DateTimeOffset now) =>
        held with { State = LedgerState.Settling, Version = held.Version + 1, Owner = owner, ChangedAt = now, DueAt = null, Detail = null };

    private static DateTimeOffset Later(DateTimeOffset time, TimeSpan span) => time > DateTimeOffset.MaxValue - span ? DateTimeOffset.MaxValue : time + span;
}
