using System.Globalization;
using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class EpochsTests
{
    [Theory]
    [InlineData("1970-01-05T00:00:00Z", 0, "1970-W02")]
    [InlineData("1970-01-04T23:59:59Z", -1, "1970-W01")]
    [InlineData("2026-11-16T00:00:00Z", 2967, "2026-W47")]
    [InlineData("2026-11-22T23:59:59Z", 2967, "2026-W47")]
    [InlineData("2026-11-22T23:59:59.9999999Z", 2967, "2026-W47")]
    [InlineData("2026-11-23T00:00:00Z", 2968, "2026-W48")]
    [InlineData("2026-11-23T00:30:00+01:00", 2967, "2026-W47")]
    [InlineData("2027-01-03T12:00:00Z", 2973, "2026-W53")]
    [InlineData("2027-01-04T00:00:00Z", 2974, "2027-W01")]
    public void A_week_runs_from_Monday_to_Sunday_in_UTC(string time, int epoch, string name)
    {
        var at = Time(time);
        Assert.Equal(epoch, Epochs.At(at));
        Assert.Equal(name, Epochs.Name(epoch));
        Assert.True(Epochs.StartOf(epoch) <= at && at < Epochs.EndOf(epoch));
        Assert.Equal(DayOfWeek.Monday, Epochs.StartOf(epoch).DayOfWeek);
        Assert.Equal(Epochs.StartOf(epoch + 1), Epochs.EndOf(epoch));
    }

    [Theory]
    [InlineData("2026-11-22T11:59:59Z", 2967)]
    [InlineData("2026-11-22T12:00:00Z", 2968)]
    public void Nothing_that_ends_within_twelve_hours_is_given_out(string time, int epoch) => Assert.Equal(epoch, Epochs.Issuing(Time(time)));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
