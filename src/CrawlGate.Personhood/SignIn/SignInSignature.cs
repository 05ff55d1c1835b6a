using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>What became of a signature under a sign-in message.</summary>
public enum SignInOutcome
{
    /// <summary>The account signed.</summary>
    Valid,

    /// <summary>It did not.</summary>
    Invalid,

    /// <summary>The signature is wrapped for a contract wallet that is not deployed (ERC-6492); such a wallet has to be deployed first.</summary>
    NotDeployed,

    /// <summary>Only the chain could tell, and it did not answer.</summary>
    Unavailable,
}

/// <summary>
/// Checks signatures under sign-in messages: those of keys (EIP-191) by themselves, those of contract wallets (ERC-1271) by asking the
/// wallet. Nothing is ever deployed or simulated for a signature.
/// </summary>
public static class SignInSignature
{
    /// <summary>The longest signature that a wallet is asked about.</summary>
    public const int MaxLength = 4096;

    /// <summary>The gas that a wallet's <c>isValidSignature</c> may use.</summary>
    private const ulong WalletGasLimit = 500_000;

    /// <summary>Whether the account's key signed the text. Asks nobody.</summary>
    public static bool IsSignedByKey(Address account, string text, ReadOnlySpan<byte> signature) =>
        IsSignedByKey(account, PersonalMessage.Digest(text), signature);

    /// <summary>Whether the account signed the text, with its key or as a contract wallet on the chain of the RPC.</summary>
    public static async Task<SignInOutcome> CheckAsync(
        IEthereumRpc rpc, Address account, string text, ReadOnlyMemory<byte> signature, CancellationToken cancellationToken = default)
    {
        var digest = PersonalMessage.Digest(text);
        if (IsSignedByKey(account, digest, signature.Span))
            return SignInOutcome.Valid;
        if (signature.Length > MaxLength)
            return SignInOutcome.Invalid;

        try
        {
            if ((await rpc.GetCodeAsync(account, cancellationToken)).Length == 0)
                return Erc6492.IsWrapped(signature.Span) ? SignInOutcome.NotDeployed : SignInOutcome.Invalid;

            var question = Erc1271.Call(digest, Erc6492.Unwrap(signature.Span));
            var answer = await rpc.CallAsync(account, question, gas: WalletGasLimit, cancellationToken: cancellationToken);
            return Erc1271.Accepts(answer) ? SignInOutcome.Valid : SignInOutcome.Invalid;
        }
        catch (EthereumRpcException error) when (error.IsExecutionFailure)
        {
            return SignInOutcome.Invalid;
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return SignInOutcome.Unavailable;
        }
    }

    // Some hardware wallets write the recovery id, 0 or 1, in the place of v.
    private static bool IsSignedByKey(Address account, Bytes32 digest, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != EcdsaSignature.Length)
            return false;

        Span<byte> usual = stackalloc byte[EcdsaSignature.Length];
        signature.CopyTo(usual);
        if (usual[^1] <= 1)
            usual[^1] += 27;

        return EcdsaSignature.TryParse(usual, out var parsed) && Secp256k1.TryRecover(digest, parsed, out var signer) && signer == account;
    }
}
