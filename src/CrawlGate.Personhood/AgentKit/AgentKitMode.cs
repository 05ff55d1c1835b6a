namespace CrawlGate.Personhood;

/// <summary>What an agent with a human behind it gets.</summary>
public abstract record AgentKitMode
{
    private AgentKitMode()
    {
    }

    /// <summary>Access without payment.</summary>
    public sealed record Free : AgentKitMode;

    /// <summary>Access without payment, a number of times for each human and path.</summary>
    /// <param name="Uses">How many times, at least 1.</param>
    public sealed record FreeTrial(int Uses) : AgentKitMode;

    /// <summary>A lower price.</summary>
    /// <param name="Percent">What is taken off, 1 to 100.</param>
    /// <param name="Uses">How many times for each human and path; null for always.</param>
    public sealed record Discount(int Percent, int? Uses = null) : AgentKitMode;
}
