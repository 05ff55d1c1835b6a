namespace CrawlGate.AspNetCore;

/// <summary>Where people prove to be people.</summary>
internal static class HumanPaths
{
    /// <summary>The page that asks for a proof; <c>to</c> is where the visitor wants to go on.</summary>
    public const string Page = "/.crawlgate/human";

    /// <summary>Takes proofs.</summary>
    public const string Verify = Page + "/verify";

    /// <summary>Gives a pass back.</summary>
    public const string Forget = Page + "/forget";

    /// <summary>The query parameter, and the field of forms, that says where to go on.</summary>
    public const string ReturnTo = "to";

    /// <summary>The query parameter that names the decision that led to the page.</summary>
    public const string Decision = "decision";

    /// <summary>The field of forms that names the verifier.</summary>
    public const string Provider = "provider";
}
