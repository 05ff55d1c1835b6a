namespace CrawlGate.WebBotAuth;

/// <summary>What a key directory says about a key.</summary>
public abstract record KeyLookup
{
    private KeyLookup()
    {
    }

    /// <summary>The directory lists the key, and it may be used now.</summary>
    public sealed record Found(VerificationKey Key) : KeyLookup;

    /// <summary>The directory was read and does not list the key, or not for now.</summary>
    public sealed record NotListed : KeyLookup;

    /// <summary>The directory could not be read.</summary>
    /// <param name="Reason">Why, in words for the operator.</param>
    public sealed record Unavailable(string Reason) : KeyLookup;
}
