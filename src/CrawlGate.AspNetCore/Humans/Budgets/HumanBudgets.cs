namespace CrawlGate.AspNetCore;

/// <summary>What proofs buy.</summary>
/// <param name="Full">One of medium or high assurance.</param>
/// <param name="Low">One of low assurance.</param>
internal sealed record HumanBudgets(HumanBudget Full, HumanBudget Low)
{
    /// <summary>What a proof buys.</summary>
    public HumanBudget For(PersonhoodLevel level) => level == PersonhoodLevel.Low ? Low : Full;
}
