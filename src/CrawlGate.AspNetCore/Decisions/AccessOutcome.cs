using System.Globalization;

namespace CrawlGate.AspNetCore;

/// <summary>What becomes of a request.</summary>
internal abstract record AccessOutcome
{
    private AccessOutcome(int severity, string text) => (Severity, Text) = (severity, text);

    /// <summary>The outcome as logs and operators read it.</summary>
    public string Text { get; }

    private int Severity { get; }

    /// <summary>Whether this is worse for who asks; of two prices, the higher.</summary>
    public bool IsSevererThan(AccessOutcome other) =>
        Severity != other.Severity ? Severity > other.Severity : this is Charge mine && other is Charge theirs && mine.Terms.Dollars > theirs.Terms.Dollars;

    /// <summary>It passes free.</summary>
    public sealed record Allow : AccessOutcome
    {
        private Allow() : base(0, "allow") { }

        public static Allow Instance { get; } = new();
    }

    /// <summary>It came too soon after others.</summary>
    public sealed record RateLimited(int RetryAfterSeconds) : AccessOutcome(1, "ratelimit");

    /// <summary>Who asks must prove to be a person.</summary>
    public sealed record Challenge() : AccessOutcome(2, "challenge");

    /// <summary>It has to pay.</summary>
    public sealed record Charge(PaymentTerms Terms) : AccessOutcome(3, $"charge {Terms.Dollars.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>It is refused, with this status and the operator's own words if there are any.</summary>
    public sealed record Block(int Status, string? Body = null) : AccessOutcome(4, $"block {Status.ToString(CultureInfo.InvariantCulture)}");
}
