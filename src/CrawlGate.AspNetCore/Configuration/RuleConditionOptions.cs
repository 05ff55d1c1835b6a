using System.ComponentModel.DataAnnotations;

namespace CrawlGate.AspNetCore;

/// <summary>Whom a rule means. All that is given must hold; of a list, any; what is left out always holds.</summary>
public sealed class RuleConditionOptions
{
    /// <summary>
    /// Paths as robots.txt writes them (RFC 9309, section 2.2.2): prefixes, with <c>*</c> for anything and a last <c>$</c> for the end.
    /// Case and a slash at the end of the request's path do not matter.
    /// </summary>
    [MinLength(1)]
    public List<string>? Path { get; set; }

    /// <summary>HTTP methods; GET stands for HEAD too.</summary>
    [MinLength(1)]
    public List<string>? Method { get; set; }

    /// <summary>What the crawler fetches pages for, like <c>training</c> or <c>user-fetch</c>.</summary>
    [MinLength(1)]
    public List<string>? Purpose { get; set; }

    /// <summary>Crawlers by their product token, like <c>GPTBot</c>.</summary>
    [MinLength(1)]
    public List<string>? Crawler { get; set; }

    /// <summary>Crawlers by who runs them, like <c>OpenAI</c>.</summary>
    [MinLength(1)]
    public List<string>? Operator { get; set; }

    /// <summary>How much of the identity is proven: <c>verified</c>, <c>spoofed</c>, <c>unverifiable</c> or <c>unclaimed</c>.</summary>
    [MinLength(1)]
    public List<string>? Identity { get; set; }

    /// <summary>How it was proven: <c>web-bot-auth</c>, <c>ip-range</c> or <c>reverse-dns</c>.</summary>
    [MinLength(1)]
    public List<string>? Verification { get; set; }

    /// <summary>What the client looks like: <c>browser</c>, <c>crawler</c> or <c>unknown</c>.</summary>
    [MinLength(1)]
    public List<string>? Kind { get; set; }
}
