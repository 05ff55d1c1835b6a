namespace CrawlGate.X402;

/// <summary>Reasons of refusal of the <c>exact</c> scheme on EVM chains, as release 2.27 of the reference implementation spells them.</summary>
public static class ExactEvmErrors
{
    /// <summary>The scheme of the payment or of the requirements is not <c>exact</c>.</summary>
    public const string Scheme = "invalid_exact_evm_scheme";

    /// <summary>The requirements lack the token's EIP-712 <c>name</c> or <c>version</c>.</summary>
    public const string MissingDomain = "invalid_exact_evm_missing_eip712_domain";

    /// <summary>The payment names another network than the requirements.</summary>
    public const string NetworkMismatch = "invalid_exact_evm_network_mismatch";

    /// <summary>A wallet that is not deployed yet (ERC-6492), whose factory may not be called.</summary>
    public const string FactoryNotAllowed = "eip6492_factory_not_allowed";

    /// <summary>Neither the payer's key nor the payer's contract made the signature.</summary>
    public const string Signature = "invalid_exact_evm_signature";

    /// <summary>The authorization pays somebody else.</summary>
    public const string RecipientMismatch = "invalid_exact_evm_recipient_mismatch";

    /// <summary>The authorization ends before it could be settled.</summary>
    public const string ValidBefore = "invalid_exact_evm_payload_authorization_valid_before";

    /// <summary>The authorization stays valid for longer than the seller remembers payments. Our own code; the reference accepts any end.</summary>
    public const string ValidTooLong = "invalid_exact_evm_payload_authorization_valid_too_long";

    /// <summary>The authorization does not count yet.</summary>
    public const string ValidAfter = "invalid_exact_evm_payload_authorization_valid_after";

    /// <summary>Version 2: the authorised value is not exactly the price.</summary>
    public const string ValueMismatch = "invalid_exact_evm_payload_authorization_value_mismatch";

    /// <summary>Version 1: the authorised value is not exactly the price.</summary>
    public const string ValueMismatchV1 = "invalid_exact_evm_authorization_value";

    /// <summary>The asset's address has no code, so that every call to it "succeeds".</summary>
    public const string AssetNotDeployed = "asset_not_deployed_contract";

    /// <summary>The authorization was used or cancelled.</summary>
    public const string NonceAlreadyUsed = "invalid_exact_evm_nonce_already_used";

    /// <summary>The token's EIP-712 name is not the one in the requirements.</summary>
    public const string TokenNameMismatch = "invalid_exact_evm_token_name_mismatch";

    /// <summary>The token's EIP-712 version is not the one in the requirements.</summary>
    public const string TokenVersionMismatch = "invalid_exact_evm_token_version_mismatch";

    /// <summary>The payer has less than the price.</summary>
    public const string InsufficientBalance = "invalid_exact_evm_insufficient_balance";

    /// <summary>The asset has no EIP-3009.</summary>
    public const string Eip3009NotSupported = "invalid_exact_evm_eip3009_not_supported";

    /// <summary>The token would refuse the transfer for a reason that was not found.</summary>
    public const string SimulationFailed = "invalid_exact_evm_transaction_simulation_failed";

    /// <summary>The settling transaction reverted.</summary>
    public const string TransactionFailed = "invalid_exact_evm_transaction_failed";

    /// <summary>The settling transaction went through without the event that would prove the payment.</summary>
    public const string TransferEventMismatch = "invalid_exact_evm_transfer_event_mismatch";
}
