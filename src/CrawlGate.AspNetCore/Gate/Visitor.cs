namespace CrawlGate.AspNetCore;

/// <summary>Who is told a price.</summary>
/// <param name="Who">Who asks.</param>
/// <param name="Decision">The decision that led to it.</param>
internal readonly record struct Visitor(RequestClassification Who, DecisionId Decision)
{
    /// <summary>Whether a proof of personhood would open the page.</summary>
    public bool MayProveToBeAPerson { get; init; }

    /// <summary>The budget that is used up; null for who has none.</summary>
    public QuoteNotice? Notice { get; init; }

    /// <summary>Asks agents, with the price, to show that a person stands behind them; null when they are not asked.</summary>
    public AgentOffers? Agents { get; init; }

    /// <summary>The lower price at which an agent with a person behind it buys; null for everybody else.</summary>
    public AgentSale? Sale { get; init; }
}
