namespace CrawlGate.AspNetCore;

/// <summary>What was decided about one request, and why.</summary>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Rule">The rule that won.</param>
/// <param name="Policy">The policy that the rule belongs to.</param>
/// <param name="Who">Who asked.</param>
internal readonly record struct AccessDecision(AccessOutcome Outcome, AccessRule Rule, AccessPolicy Policy, RequestClassification Who)
{
    /// <summary>The name it is known by outside; none for what passes free.</summary>
    public DecisionId Id { get; init; }

    /// <summary>What would be paid: the price of the rule that charges, or else the policy's.</summary>
    public PaymentTerms Terms => Outcome is AccessOutcome.Charge(var terms) ? terms : Policy.Terms;

    public bool Allows => Outcome is AccessOutcome.Allow;

    /// <summary>Whether the request will meet with anything but the site.</summary>
    public bool IsCarriedOut => !Allows && Policy.Mode == GateMode.Enforce;
}
