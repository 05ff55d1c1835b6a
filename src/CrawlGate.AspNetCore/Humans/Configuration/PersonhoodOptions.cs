namespace CrawlGate.AspNetCore;

/// <summary>Which proofs of personhood are taken, and what they are worth. With none of them, nobody is asked to prove anything.</summary>
public sealed class PersonhoodOptions
{
    /// <summary>How many browsers one person can prove itself with in a week without their being linked.</summary>
    public int SlotsPerWeek { get; set; } = 3;

    /// <summary>What a proof of medium or high assurance buys.</summary>
    public BudgetOptions Budget { get; set; } = new();

    /// <summary>What a proof of low assurance buys.</summary>
    public BudgetOptions LowBudget { get; set; } = new() { PerMinute = 20, Burst = 40, PerDay = 200 };

    /// <summary>Members of a group prove that they are one of them, and not which (Semaphore).</summary>
    public SemaphoreOptions? Semaphore { get; set; }

    /// <summary>World ID.</summary>
    public WorldIdOptions? WorldId { get; set; }

    /// <summary>Private access tokens of trusted issuers (RFC 9577 and 9578).</summary>
    public PrivateTokenOptions? PrivateToken { get; set; }

    /// <summary>Wallets that a contract knows to be a person's, by any name.</summary>
    public Dictionary<string, WalletOptions> Wallets { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}
