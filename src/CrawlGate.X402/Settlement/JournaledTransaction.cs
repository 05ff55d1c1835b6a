using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>One nonce of one account, everything that was signed for it, and the payments that it settles.</summary>
public sealed record JournaledTransaction
{
    /// <summary>The chain.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>The account that signs and pays the gas.</summary>
    public required Address Signer { get; init; }

    /// <summary>The account's nonce.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>Counts the changes; a swap compares it.</summary>
    public required long Version { get; init; }

    /// <summary>Every signed form, the first one first; later ones replace it at a higher fee.</summary>
    public required IReadOnlyList<SignedBroadcast> Broadcasts { get; init; }

    /// <summary>What it settles, in the order of its calls; none for a transaction that only fills a nonce.</summary>
    public required IReadOnlyList<JournaledPayment> Payments { get; init; }

    /// <summary>Whether it may still be mined or undone: not yet as deep in the chain as asked for.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>When the nonce was given out.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Which broadcast was mined, once that is final.</summary>
    public Bytes32? Mined { get; init; }

    /// <summary>Whether this transaction is over and did not move the payment's money, so that another one may try.</summary>
    public bool HasGivenUp(AuthorizationKey payment) =>
        !IsOpen && Payments.FirstOrDefault(held => held.Key == payment)?.Result is not { HasMoved: true };

    /// <summary>Whether it is over and nobody can present its payments any more.</summary>
    public bool IsForgettable(DateTimeOffset expiredBefore)
    {
        var limit = (UInt256)(ulong)Math.Max(0, expiredBefore.ToUnixTimeSeconds());
        return !IsOpen && CreatedAt < expiredBefore && Payments.All(payment => payment.Authorization.ValidBefore < limit);
    }
}

/// <summary>A signed transaction as it goes to the nodes.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Raw">Its bytes.</param>
/// <param name="MaxFeePerGas">In wei.</param>
/// <param name="MaxPriorityFeePerGas">In wei.</param>
/// <param name="At">When it was signed.</param>
public sealed record SignedBroadcast(Bytes32 Hash, ReadOnlyMemory<byte> Raw, UInt256 MaxFeePerGas, UInt256 MaxPriorityFeePerGas, DateTimeOffset At);

/// <summary>A payment in a transaction.</summary>
/// <param name="Key">The payment.</param>
/// <param name="Authorization">What its payer signed.</param>
/// <param name="Result">What became of it, once that is final; null in a closed transaction that did nothing for it, so that it may be tried again.</param>
public sealed record JournaledPayment(AuthorizationKey Key, Eip3009Authorization Authorization, JournaledResult? Result = null);

/// <summary>What became of a payment.</summary>
/// <param name="Transaction">The transaction that moved the money, ours or a stranger's; null when it did not move.</param>
/// <param name="Reason">
/// Why it did not, a code; null when it did. With a transaction it says that something moved and that its events do not prove what
/// (<see cref="ExactEvmErrors.TransferEventMismatch"/>).
/// </param>
public sealed record JournaledResult(Bytes32? Transaction, string? Reason)
{
    /// <summary>Whether the money moved, or may have.</summary>
    public bool HasMoved => Transaction is not null;
}

/// <summary>What trying to add a transaction came to.</summary>
public abstract record JournalAddition
{
    private JournalAddition() { }

    /// <summary>It is in the journal: it may be broadcast, and its nonce is nobody else's.</summary>
    public sealed record Added : JournalAddition;

    /// <summary>Another transaction has the nonce: sign with a higher one.</summary>
    public sealed record NonceTaken : JournalAddition;

    /// <summary>A payment is settled, or may be, by another transaction.</summary>
    public sealed record PaymentTaken(AuthorizationKey Payment, JournaledTransaction By) : JournalAddition;
}
