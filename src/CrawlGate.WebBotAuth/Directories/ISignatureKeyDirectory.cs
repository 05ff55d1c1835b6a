namespace CrawlGate.WebBotAuth;

/// <summary>Finds the keys of signers.</summary>
public interface ISignatureKeyDirectory
{
    /// <summary>Looks a key up; from memory in the common case. Never throws for what a signer or its server does.</summary>
    /// <param name="agent">Who claims to have signed.</param>
    /// <param name="keyId">The key's JWK thumbprint (RFC 7638), base64url.</param>
    /// <param name="cancellationToken">Gives up waiting; a fetch that others wait for goes on.</param>
    ValueTask<KeyLookup> FindAsync(SignatureAgent agent, string keyId, CancellationToken cancellationToken);
}
