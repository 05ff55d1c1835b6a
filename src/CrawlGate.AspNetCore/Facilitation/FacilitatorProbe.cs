namespace CrawlGate.AspNetCore;

/// <summary>What asking a facilitator whether it can take our payments came to.</summary>
public abstract record ProbeResult
{
    private ProbeResult() { }

    /// <summary>It can.</summary>
    public sealed record Ready(string Detail) : ProbeResult;

    /// <summary>It did not answer; asking again may help.</summary>
    public sealed record NotYet(string Detail) : ProbeResult;

    /// <summary>It answered and cannot: the configuration is wrong.</summary>
    public sealed record Wrong(string Detail) : ProbeResult;
}

/// <summary>Asks whether every configured offer could be verified and settled.</summary>
public interface IFacilitatorProbe
{
    /// <summary>Asks once, within a few seconds; never throws for what a network does.</summary>
    Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken = default);
}
