namespace CrawlGate.WebBotAuth;

/// <summary>A key as a directory lists it.</summary>
/// <param name="Lookup">What a look-up gets while the key is in its time.</param>
/// <param name="NotBefore">Its <c>nbf</c>, in Unix seconds as the drafts' examples have it.</param>
/// <param name="Expires">Its <c>exp</c>, in Unix seconds.</param>
internal sealed record ListedKey(KeyLookup Lookup, long NotBefore, long Expires)
{
    public bool IsInTime(DateTimeOffset now) => NotBefore <= now.ToUnixTimeSeconds() && now.ToUnixTimeSeconds() < Expires;
}
