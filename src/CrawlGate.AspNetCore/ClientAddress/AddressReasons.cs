namespace CrawlGate.AspNetCore;

/// <summary>Why an address was taken, in words for operators. The same text is the same instance.</summary>
internal static class AddressReasons
{
    public const string Untrusted = "the other end of the connection is not a trusted proxy";
    public const string NoHeader = "the trusted proxy sent no forwarding header";
    public const string FirstUntrusted = "it is the first address from the right that is not a trusted proxy's";
    public const string AllTrusted = "every address is a trusted proxy's, and this is the first of them";
    public const string Unreadable = "what stands before it in the header is not an address";
    public const string TooLong = "the header names more hops than are read";
    public const string Contradicting = "X-Forwarded-For and Forwarded are contradicting each other";
    public const string NamedByHeader = "the trusted proxy named it in the configured header";
    public const string HeaderMissing = "the trusted proxy did not send the configured header";
    public const string HeaderUnreadable = "the configured header does not hold exactly one address";
    public const string UnnamedClient = "the PROXY header names no client, so nothing that was sent after it is a proxy's word";
}
