namespace CrawlGate.Personhood;

/// <summary>Why a proof was refused; for logs, metrics and pages.</summary>
public static class WorldIdCodes
{
    /// <summary>It is not what IDKit posts.</summary>
    public const string Malformed = "malformed";

    /// <summary>Version 3.0, which is not accepted here.</summary>
    public const string LegacyRefused = "legacy_refused";

    /// <summary>An identity of another environment, such as the simulator's.</summary>
    public const string EnvironmentMismatch = "environment_mismatch";

    /// <summary>Another challenge's answer.</summary>
    public const string NonceMismatch = "nonce_mismatch";

    /// <summary>The challenge is over.</summary>
    public const string NonceExpired = "nonce_expired";

    /// <summary>Another action's answer, or a session where an action was asked for, or the reverse.</summary>
    public const string ActionMismatch = "action_mismatch";

    /// <summary>A session other than the one that was asked for.</summary>
    public const string SessionMismatch = "session_mismatch";

    /// <summary>Another visitor's answer: the signal is missing or not ours.</summary>
    public const string SignalMismatch = "signal_mismatch";

    /// <summary>No credential of an accepted issuer.</summary>
    public const string IssuerNotAccepted = "issuer_not_accepted";

    /// <summary>An action of the wrong kind for this proof.</summary>
    public const string InvalidAction = "invalid_action";

    /// <summary>The proof itself does not verify.</summary>
    public const string InvalidProof = "invalid_proof";

    /// <summary>A public input outside the scalar field, or one that the verifier refuses.</summary>
    public const string InvalidPublicInput = "invalid_public_input";

    /// <summary>A root that is or was none of the tree's, or not lately.</summary>
    public const string InvalidRoot = "invalid_root";

    /// <summary>The credential's expiry, or the proof, is too old.</summary>
    public const string Expired = "expired";

    /// <summary>The issuer has no registered key.</summary>
    public const string IssuerUnregistered = "issuer_unregistered";

    /// <summary>A group of identities that the contract does not serve.</summary>
    public const string InvalidGroup = "invalid_group";

    /// <summary>The contract or the cloud refused it for a reason that this library does not know.</summary>
    public const string VerificationFailed = "verification_failed";
}
