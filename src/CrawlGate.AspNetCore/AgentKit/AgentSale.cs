using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>A page at the lower price, for one person.</summary>
/// <param name="Uses">Counts it.</param>
/// <param name="Week">What the names belong to.</param>
/// <param name="Human">Who.</param>
/// <param name="Page">What.</param>
/// <param name="Limit">How often; null for always.</param>
/// <param name="Full">What everybody else pays.</param>
internal sealed record AgentSale(AgentUses Uses, AgentWeek Week, string Human, string Page, int? Limit, PaymentTerms Full)
{
    /// <summary>Counts a payment that was verified and claimed, once; why it buys nothing when the person has had its share.</summary>
    public async Task<Refusal?> CountAsync(AuthorizationKey payment)
    {
        try
        {
            return await Uses.TrySellAsync(Week, Human, Week.NameOf(payment, Page), Limit, CancellationToken.None)
                ? null
                : new Refusal.Quoted(QuoteReason.Refused(X402Errors.NoMatchingRequirements)) { Terms = Full };
        }
        catch (LedgerUnavailableException)
        {
            return new Refusal.Explained(Problem.Unavailable);
        }
    }
}
