using System.CommandLine;
using System.Globalization;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;

namespace CrawlGate.Cli;

/// <summary>What several of the ledger's commands are told.</summary>
internal static class LedgerOptions
{
    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static Option<DateTimeOffset?> From(string what) => Date("--from", $"Only {what} at this time or later: ISO 8601; a bare date is midnight UTC.");

    public static Option<DateTimeOffset?> Until(string what) => Date("--until", $"Only {what} before this time: ISO 8601; a bare date is midnight UTC.");

    public static Option<LedgerState?> State() => new("--state")
    {
        HelpName = "state",
        Description = $"Only payments in this state: {SettingName.List<LedgerState>()}.",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (SettingName.TryParse<LedgerState>(text, out var state))
                return state;

            result.AddError($"'{Printable.Text(text)}' is not a state: {SettingName.List<LedgerState>()}.");
            return null;
        },
    };

    public static Option<Address?> Payer() => new("--payer")
    {
        HelpName = "address",
        Description = "Only payments of this account, 0x and 40 hexadecimal digits.",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (Address.TryParse(text, out var address))
                return address;

            result.AddError($"'{Printable.Text(text)}' is not an Ethereum address, or its checksum is wrong.");
            return null;
        },
    };

    public static bool TryReadDate(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    private static Option<DateTimeOffset?> Date(string name, string description) => new(name)
    {
        HelpName = "date",
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (TryReadDate(text, out var time))
                return time;

            result.AddError($"'{Printable.Text(text)}' is not an ISO 8601 date or time, like 2026-11-21 or 2026-11-21T12:00:00Z.");
            return null;
        },
    };
}
