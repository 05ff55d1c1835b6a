namespace CrawlGate.WebBotAuth;

/// <summary>Names of the HTTP Signature Algorithms registry (RFC 9421 section 6.2) that are known here.</summary>
internal static class SignatureAlgorithms
{
    public const string Ed25519 = "ed25519";
    public const string RsaPssSha512 = "rsa-pss-sha512";
    public const string EcdsaP256Sha256 = "ecdsa-p256-sha256";

    /// <summary>Whether Web Bot Auth may be signed with it here. Shared secrets never are: whoever could verify could sign.</summary>
    public static bool IsForWebBotAuth(string name) => name is Ed25519 or RsaPssSha512;
}
