namespace CrawlGate.WebBotAuth;

/// <summary>A response whose signature is made or verified.</summary>
public abstract class SignedResponse : SignedMessage
{
    /// <summary>The status code.</summary>
    public abstract int Status { get; }

    /// <summary>The request it answers, which components marked <c>;req</c> come from.</summary>
    public abstract SignedRequest Request { get; }
}
