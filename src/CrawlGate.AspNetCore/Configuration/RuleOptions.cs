namespace CrawlGate.AspNetCore;

/// <summary>
/// What becomes of some requests. The first rule that matches decides; when none does, the built-in ones: spoofed crawlers are
/// blocked, training, agents and assistants are charged, everybody else passes.
/// </summary>
public sealed class RuleOptions
{
    /// <summary>What logs call it; by default its number, like <c>rule 3</c>.</summary>
    public string? Name { get; set; }

    /// <summary>Whom it means; everybody when left out.</summary>
    public RuleConditionOptions When { get; set; } = new();

    /// <summary><c>allow</c>, <c>charge</c>, <c>block</c>, <c>challenge</c> or <c>ratelimit</c>.</summary>
    public string? Action { get; set; }

    /// <summary>For <c>charge</c>: the price in dollars; the policy's when left out.</summary>
    public string? Price { get; set; }

    /// <summary>For <c>charge</c>: prices by how much of the identity is proven: <c>verified</c>, <c>spoofed</c>, <c>unverifiable</c> or <c>unclaimed</c>.</summary>
    public Dictionary<string, string> Prices { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>For <c>charge</c>: how many requests of each crawler are free a day (UTC); those who name none are counted by address.</summary>
    public int? FreePerDay { get; set; }

    /// <summary>For <c>block</c>: the status, 400 to 499 but not 402; 403 when left out.</summary>
    public int? Status { get; set; }

    /// <summary>For <c>block</c>: plain text to answer with.</summary>
    public string? Body { get; set; }

    /// <summary>For <c>ratelimit</c>: how many requests of each crawler, or of each address that names none, pass in a minute.</summary>
    public int? PerMinute { get; set; }

    /// <summary>Whether it also means what is free under every policy, like <c>/robots.txt</c>.</summary>
    public bool OverrideFreePaths { get; set; }
}
