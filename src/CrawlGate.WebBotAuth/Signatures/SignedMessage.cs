namespace CrawlGate.WebBotAuth;

/// <summary>A request or response as its signature sees it (RFC 9421 section 2).</summary>
public abstract class SignedMessage
{
    private protected SignedMessage()
    {
    }

    /// <summary>The lines of a header field as received.</summary>
    /// <param name="name">The field's name in lower case; the message's own spelling does not matter.</param>
    public abstract FieldLines GetField(string name);
}
