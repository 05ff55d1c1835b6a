using System.Globalization;

namespace CrawlGate.AspNetCore;

/// <summary>Weeks, Monday to Sunday in UTC, counted from the one that began on 5 January 1970. What people proved is forgotten with its week.</summary>
internal static class Epochs
{
    private static readonly DateTimeOffset First = new(1970, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Length = TimeSpan.FromDays(7);

    // Nobody is to get a pass that ends in minutes.
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(12);

    /// <summary>The week of a time.</summary>
    public static int At(DateTimeOffset time)
    {
        // In whole ticks: the last one of a week belongs to it.
        var (weeks, rest) = Math.DivRem(time.UtcTicks - First.UtcTicks, Length.Ticks);
        return (int)(rest < 0 ? weeks - 1 : weeks);
    }

    /// <summary>The week that new challenges and passes belong to: from Sunday noon on it is the next one.</summary>
    public static int Issuing(DateTimeOffset now) => At(now + Ahead);

    /// <summary>When a week begins.</summary>
    public static DateTimeOffset StartOf(int epoch) => First + epoch * Length;

    /// <summary>When a week ends, which is when the next one begins.</summary>
    public static DateTimeOffset EndOf(int epoch) => StartOf(epoch) + Length;

    /// <summary>A week as ISO 8601 writes it, like <c>2026-W47</c>.</summary>
    public static string Name(int epoch)
    {
        var start = StartOf(epoch).UtcDateTime;
        return string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(start):D4}-W{ISOWeek.GetWeekOfYear(start):D2}");
    }
}
