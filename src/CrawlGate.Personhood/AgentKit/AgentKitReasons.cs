namespace CrawlGate.Personhood;

/// <summary>Why an <c>agentkit</c> header is refused: fixed words for logs and metrics, with nothing of the header in them.</summary>
public static class AgentKitReasons
{
    /// <summary>The header is longer than <see cref="AgentKitHeader.MaxLength"/>.</summary>
    public const string TooLong = "too_long";

    /// <summary>The header is not base64.</summary>
    public const string NotBase64 = "not_base64";

    /// <summary>The header does not hold one JSON object.</summary>
    public const string NotJson = "not_json";

    /// <summary>A required member is missing.</summary>
    public const string MissingMember = "missing_member";

    /// <summary>A member is of another kind than it has to be, or too long.</summary>
    public const string BadMember = "bad_member";

    /// <summary>The kind of signature is not supported; Solana's Ed25519 is not.</summary>
    public const string UnsupportedType = "unsupported_type";

    /// <summary>The chain is not one of those offered.</summary>
    public const string UnsupportedChain = "unsupported_chain";

    /// <summary>The domain is not the host that was asked.</summary>
    public const string OtherDomain = "other_domain";

    /// <summary>The URI is not that of the resource that was asked for.</summary>
    public const string OtherUri = "other_uri";

    /// <summary>The nonce is not one of ours for this resource.</summary>
    public const string ForeignNonce = "foreign_nonce";

    /// <summary>The nonce is over.</summary>
    public const string NonceExpired = "nonce_expired";

    /// <summary>A time is not one.</summary>
    public const string BadTime = "bad_time";

    /// <summary>The message was made too long ago.</summary>
    public const string TooOld = "too_old";

    /// <summary>The message was made in the future.</summary>
    public const string FromTheFuture = "from_the_future";

    /// <summary>The message is over.</summary>
    public const string Expired = "expired";

    /// <summary>The message has not begun.</summary>
    public const string NotYetValid = "not_yet_valid";

    /// <summary>No sign-in message can be made of the header: its address without checksum, a line break in a field and the like.</summary>
    public const string BadMessage = "bad_message";

    /// <summary>The agent did not sign the message.</summary>
    public const string BadSignature = "bad_signature";

    /// <summary>The agent's contract wallet is not deployed.</summary>
    public const string WalletNotDeployed = "wallet_not_deployed";
}
