namespace CrawlGate.Cli;

/// <summary>What one test came to.</summary>
/// <param name="Name">What was tested.</param>
/// <param name="Health">How it is.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Advice">What to do; null when nothing is to be done.</param>
internal sealed record Finding(string Name, Health Health, string Detail, string? Advice = null)
{
    public static Finding Ok(string name, string detail) => new(name, Health.Ok, detail);

    public static Finding Skipped(string name, string why) => new(name, Health.Skipped, why);

    public static Finding Warning(string name, string detail, string advice) => new(name, Health.Warning, detail, advice);

    public static Finding Failed(string name, string detail, string advice) => new(name, Health.Failed, detail, advice);
}

/// <summary>How something is.</summary>
internal enum Health
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Not tested, because it is not needed or not wanted.</summary>
    Skipped,

    /// <summary>It works, and not as well as it could.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Failed,
}
