namespace CrawlGate.AspNetCore;

/// <summary>What a pass, the proof to be a person, is worth under a policy.</summary>
internal enum HumanAccess
{
    /// <summary>Nothing: people are treated like everybody else.</summary>
    Off,

    /// <summary>Who holds one reads free within the budget of a person.</summary>
    Budget,

    /// <summary>Who holds one reads free.</summary>
    Free,
}
