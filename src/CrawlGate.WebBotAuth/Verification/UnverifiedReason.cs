namespace CrawlGate.WebBotAuth;

/// <summary>Why a signature was neither verified nor found wrong.</summary>
public enum UnverifiedReason
{
    /// <summary>The request has no signature of Web Bot Auth.</summary>
    NoSignature,

    /// <summary>The request does not say where the signer's keys are.</summary>
    NoSignatureAgent,

    /// <summary>The signer's key directory could not be read.</summary>
    DirectoryUnavailable,

    /// <summary>The signer's key directory does not list the key.</summary>
    KeyNotListed,

    /// <summary>Too many nonces are remembered, of all signers or of this one, to tell whether this one is new.</summary>
    ReplayGuardFull,
}
