namespace CrawlGate.WebBotAuth;

/// <summary>What the signature of a request proves.</summary>
public abstract record WebBotAuthResult
{
    private WebBotAuthResult()
    {
    }

    /// <summary>The request comes from the agent.</summary>
    /// <param name="Agent">Who signed; its URL is the identity.</param>
    /// <param name="KeyId">The thumbprint of the key it signed with.</param>
    public sealed record Verified(SignatureAgent Agent, string KeyId) : WebBotAuthResult;

    /// <summary>The request carries a signature that is wrong or breaks the protocol.</summary>
    /// <param name="Fault">What is wrong; only <see cref="SignatureFault.Refuted"/> speaks of a forgery.</param>
    /// <param name="Detail">The same in words for the log and for whoever signed.</param>
    public sealed record Invalid(SignatureFault Fault, string Detail) : WebBotAuthResult
    {
        /// <summary>Whose signature it claims to be; null when that was not looked at.</summary>
        public SignatureAgent? Agent { get; init; }
    }

    /// <summary>Nothing was proved, and nothing refuted.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">The same in words for the log.</param>
    public sealed record Unverified(UnverifiedReason Reason, string Detail) : WebBotAuthResult
    {
        /// <summary>Whose signature it claims to be; null when that was not looked at.</summary>
        public SignatureAgent? Agent { get; init; }
    }
}
