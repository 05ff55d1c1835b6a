using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

/// <summary>libsecp256k1, which these tests need as the reference to compare with.</summary>
internal static class Native
{
    public static NativeSecp256k1 Library => NativeSecp256k1.Instance
        ?? throw new InvalidOperationException("libsecp256k1 with its recovery module is not installed: on Debian, apt-get install libsecp256k1-1 (libsecp256k1-2 on trixie).");
}
