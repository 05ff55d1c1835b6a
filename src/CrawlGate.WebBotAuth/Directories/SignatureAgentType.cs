namespace CrawlGate.WebBotAuth;

/// <summary>What a <c>Signature-Agent</c> URL leads to, its <c>type</c> parameter.</summary>
public enum SignatureAgentType
{
    /// <summary>An origin with a key directory at the well-known path; the default.</summary>
    Directory,

    /// <summary>A key set itself.</summary>
    JwksUri,

    /// <summary>A signature agent card, which names the key set.</summary>
    Cimd,
}
