using System.Globalization;

namespace CrawlGate.Cli;

/// <summary>Compares this machine's clock with others': payments are valid for minutes only.</summary>
internal static class ClockCheck
{
    private const string Name = "clock";
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan OldBlock = TimeSpan.FromMinutes(10);

    public static Finding Judge(DateTimeOffset now, DateTimeOffset? block, IReadOnlyList<DateTimeOffset> dates)
    {
        var lead = now - block;
        if (lead < -Tolerance)
            return Finding.Failed(Name, Say("is behind the chain's latest block by", -lead.Value), "set the clock: payments seem to lie in the future");
        if (dates.FirstOrDefault(date => (date - now).Duration() > Tolerance) is { } other && other != default)
            return Finding.Warning(Name, Say("differs from the origin's by", (other - now).Duration()), "set the clock of whichever machine is wrong");
        if (lead > OldBlock)
            return Finding.Warning(Name, Say("is ahead of the chain's latest block by", lead.Value), "set the clock if it is wrong; else the node is behind, or the chain is a test chain at rest");

        return block is null && dates.Count == 0
            ? Finding.Warning(Name, "there is nothing to compare it with", "make sure that it is set by NTP")
            : Finding.Ok(Name, "agrees with " + (block is null ? "the origin's" : dates.Count == 0 ? "the chain's latest block" : "the chain's latest block and the origin's"));
    }

    private static string Say(string what, TimeSpan by) => string.Create(CultureInfo.InvariantCulture, $"{what} {by.TotalSeconds:0} s");
}
