namespace CrawlGate.WebBotAuth;

/// <summary>What a directory said when it was read: its keys by thumbprint, or where else they are.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Elsewhere">For a signature agent card, the key set it points to.</param>
internal sealed record KeySet(IReadOnlyDictionary<string, ListedKey> Keys, SignatureAgent? Elsewhere = null)
{
    private static readonly KeyLookup.NotListed NotListed = new();

    public static KeySet PointingTo(SignatureAgent agent) => new(new Dictionary<string, ListedKey>(), agent);

    public KeyLookup Find(string keyId, DateTimeOffset now) =>
        Keys.TryGetValue(keyId, out var key) && key.IsInTime(now) ? key.Lookup : NotListed;
}
