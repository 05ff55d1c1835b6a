namespace CrawlGate.AspNetCore;

/// <summary>What a rule can say becomes of a request.</summary>
internal enum RuleActionName
{
    Allow,
    Charge,
    Block,
    Challenge,
    Ratelimit,
}
