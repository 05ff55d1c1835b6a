namespace CrawlGate.Cli;

/// <summary>How to explain.</summary>
/// <param name="Fetch">Whether to fetch address lists that are due.</param>
/// <param name="NoDns">Whether to leave DNS alone.</param>
/// <param name="Json">Whether to answer in JSON.</param>
internal sealed record ExplainSettings(bool Fetch, bool NoDns, bool Json)
{
    private const string ReverseDns = "--CrawlGate:Verification:ReverseDns:";

    /// <summary>The gateway's settings for that. A running gateway knows an address when the next request comes from it; here there is no next one, so this one waits.</summary>
    public string[] ToArguments() => NoDns ? [$"{ReverseDns}Enabled", "false"] : [$"{ReverseDns}WaitAtMost", "00:00:08"];
}
