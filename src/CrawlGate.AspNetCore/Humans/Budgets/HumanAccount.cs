using System.Buffers.Binary;

namespace CrawlGate.AspNetCore;

/// <summary>
/// What one person has left: pages that come back by the minute up to the burst, pages of the day, and the network the last page went to.
/// Time only goes forward in it: a clock that is set back gives nothing.
/// </summary>
/// <param name="Credit">What the bucket held at <paramref name="At"/>, in sixty-thousandths of a page: a budget of n pages a minute gives n of them each millisecond.</param>
/// <param name="At">Milliseconds since 1970.</param>
/// <param name="Day">Days since 1970 (UTC).</param>
/// <param name="Taken">Pages taken on that day.</param>
/// <param name="Network">The keyed tag of the network; 0 when none is known.</param>
internal readonly record struct HumanAccount(long Credit, long At, int Day, int Taken, ulong Network)
{
    /// <summary>How long its binary form is.</summary>
    public const int Length = 1 + 8 + 8 + 4 + 4 + 8;

    private const byte Format = 1;
    private const long Page = 60_000;
    private const long MillisecondsOfDay = 86_400_000;

    /// <summary>The account of somebody who has taken nothing.</summary>
    public static HumanAccount Open(DateTimeOffset now, HumanBudget budget)
    {
        var at = now.ToUnixTimeMilliseconds();
        return new(budget.Burst * Page, at, DayOf(at), 0, 0);
    }

    /// <summary>How many pages could be taken now on the network of the last one.</summary>
    public int Available(DateTimeOffset now, HumanBudget budget)
    {
        var (credit, _, _, taken, _) = Until(now, budget);
        return (int)Math.Clamp(Math.Min(credit / Page, budget.PerDay - taken), 0, int.MaxValue);
    }

    /// <summary>Takes pages: as many as are wanted if there are so many, fewer otherwise, none only if there is not one.</summary>
    /// <param name="now">The time.</param>
    /// <param name="wanted">How many; at least 1.</param>
    /// <param name="networkTag">Where they go to; 0 when that is not known, which costs nothing more.</param>
    /// <param name="budget">What the person has.</param>
    /// <returns>The account afterwards, how many were taken, and if none were, why and for how many seconds.</returns>
    public (HumanAccount Account, int Granted, BudgetOutcome Outcome, int RetryAfterSeconds) Draw(DateTimeOffset now, int wanted, ulong networkTag, HumanBudget budget)
    {
        var current = Until(now, budget);
        var isSwitch = networkTag != 0 && Network != 0 && networkTag != Network;

        // Somebody who has rested can always go elsewhere, whatever the numbers.
        var first = isSwitch ? Math.Max(1, Math.Min(budget.NetworkSwitchCost, Math.Min(budget.Burst, budget.PerDay))) : 1;
        var milliseconds = now.ToUnixTimeMilliseconds();
        if (budget.PerDay - current.Taken < first)
            return (current, 0, BudgetOutcome.Day, Seconds((current.Day + 1) * MillisecondsOfDay - milliseconds));
        if (current.Credit < first * Page)
        {
            var missing = first * Page - current.Credit;
            var rate = Math.Max(1, budget.PerMinute);
            return (current, 0, BudgetOutcome.Minute, Seconds(current.At - milliseconds + (missing + rate - 1) / rate));
        }

        var granted = (int)Math.Min(wanted, 1 + Math.Min(current.Credit / Page - first, budget.PerDay - current.Taken - first));
        var cost = first + granted - 1;
        return (current with { Credit = current.Credit - cost * Page, Taken = current.Taken + cost, Network = networkTag == 0 ? Network : networkTag }, granted, BudgetOutcome.Granted, 0);
    }

    /// <summary>Gives pages back that were taken on a day and not read.</summary>
    public HumanAccount Return(int pages, int day, HumanBudget budget) => this with
    {
        Credit = Math.Max(Credit, Math.Min(budget.Burst * Page, Credit + pages * Page)),
        Taken = day == Day ? Math.Max(0, Taken - pages) : Taken,
    };

    /// <summary>The day of a time as <see cref="Day"/> counts it.</summary>
    public static int DayOf(DateTimeOffset time) => DayOf(time.ToUnixTimeMilliseconds());

    /// <summary>The binary form.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        bytes[0] = Format;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), Credit);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(9), At);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(17), Day);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(21), Taken);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(25), Network);
        return bytes;
    }

    /// <summary>Reads the binary form; null when it is none.</summary>
    public static HumanAccount? Read(ReadOnlySpan<byte> bytes) => bytes.Length != Length || bytes[0] != Format
        ? null
        : new HumanAccount(
            BinaryPrimitives.ReadInt64BigEndian(bytes[1..]), BinaryPrimitives.ReadInt64BigEndian(bytes[9..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[17..]), BinaryPrimitives.ReadInt32BigEndian(bytes[21..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[25..]));

    private static int DayOf(long milliseconds) => (int)(milliseconds / MillisecondsOfDay);

    private static int Seconds(long milliseconds) => (int)Math.Clamp((milliseconds + 999) / 1000, 1, int.MaxValue);

    private HumanAccount Until(DateTimeOffset now, HumanBudget budget)
    {
        var at = Math.Max(At, now.ToUnixTimeMilliseconds());
        var day = Math.Max(Day, DayOf(at));
        var full = budget.Burst * Page;

        // What is over the burst, because that was lowered, is lost.
        var credit = (at - At) >= full / Math.Max(1, budget.PerMinute) + 1 ? full : Math.Min(full, Credit + (at - At) * budget.PerMinute);
        return this with { Credit = credit, At = at, Day = day, Taken = day == Day ? Taken : 0 };
    }
}
