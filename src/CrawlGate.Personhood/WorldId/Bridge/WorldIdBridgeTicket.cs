namespace CrawlGate.Personhood;

/// <summary>An open request at the bridge. Whoever has it can read the answer and answer it.</summary>
/// <param name="RequestId">The bridge's name for it.</param>
/// <param name="Key">The 32 bytes that question and answer are encrypted with; the bridge never sees them.</param>
/// <param name="ConnectorUri">The link, or the content of the QR code, that opens the wallet. It holds the key: it is for this visitor alone.</param>
public sealed record WorldIdBridgeTicket(Guid RequestId, ReadOnlyMemory<byte> Key, string ConnectorUri)
{
    /// <summary>The request's name alone, since the rest is secret.</summary>
    public override string ToString() => $"WorldIdBridgeTicket {RequestId}";
}
