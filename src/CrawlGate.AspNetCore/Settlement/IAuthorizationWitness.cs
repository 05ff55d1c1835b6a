using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>Says what became of a payment by the chain's own word, whoever settled it.</summary>
internal interface IAuthorizationWitness
{
    /// <summary>
    /// What the chain says; null when there is no node to ask. Never throws, and takes no token: whoever asks owns the payment, and would
    /// leave it behind with an owner that lives if a buyer who hangs up could end the question.
    /// </summary>
    Task<Testimony?> AskAsync(LedgerEntry entry);
}

/// <summary>What the chain says about a payment.</summary>
/// <param name="Fate">What became of its authorization.</param>
/// <param name="IsExpired">Whether the chain's own clock was past the authorization's end before it was asked, so that an unused one stays unused.</param>
internal sealed record Testimony(AuthorizationFate Fate, bool IsExpired);
