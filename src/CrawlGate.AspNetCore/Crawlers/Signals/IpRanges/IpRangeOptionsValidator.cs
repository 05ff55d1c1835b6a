using Microsoft.Extensions.Options;

namespace CrawlGate.AspNetCore;

/// <summary>Reports everything that is wrong with the settings for address lists at once.</summary>
internal sealed class IpRangeOptionsValidator : IValidateOptions<IpRangeOptions>
{
    private const string Section = "CrawlGate:Verification:IpRanges";

    public ValidateOptionsResult Validate(string? name, IpRangeOptions options)
    {
        var errors = new SettingErrors(Section);
        Check(options, errors);
        return errors.All.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors.All);
    }

    public static void Check(IpRangeOptions options, SettingErrors errors)
    {
        if (options.RefreshInterval < TimeSpan.FromMinutes(10) || options.RefreshInterval > TimeSpan.FromDays(7))
            errors.Add(nameof(options.RefreshInterval), "must be between 10 minutes and 7 days");
        if (options.StaleAfter < 2 * options.RefreshInterval || options.StaleAfter > TimeSpan.FromDays(30))
            errors.Add(nameof(options.StaleAfter), "must be at least twice RefreshInterval and at most 30 days");

        CheckDirectory(nameof(options.Directory), options.Directory, errors);
        CheckDirectory(nameof(options.SnapshotDirectory), options.SnapshotDirectory, errors);
        if (options.Directory is not null && options.Directory == options.SnapshotDirectory)
            errors.Add(nameof(options.SnapshotDirectory), "must not be Directory, which is written to");
    }

    private static void CheckDirectory(string key, string? directory, SettingErrors errors)
    {
        if (directory is not null && (string.IsNullOrWhiteSpace(directory) || directory.AsSpan().ContainsAny(Path.GetInvalidPathChars())))
            errors.Add(key, "is not the path of a directory; leave it out for none");
    }
}
