namespace CrawlGate.WebBotAuth;

/// <summary>The header by which a server asks for a Web Bot Auth signature (RFC 9421 section 5.1).</summary>
public static class AcceptSignature
{
    /// <summary>The header's name.</summary>
    public const string HeaderName = "Accept-Signature";

    /// <summary>Asks for the host and the agent to be signed, with times and the tag.</summary>
    public const string WebBotAuth = "sig1=(\"@authority\" \"signature-agent\";key=\"sig1\");created;expires;tag=\"web-bot-auth\"";
}
