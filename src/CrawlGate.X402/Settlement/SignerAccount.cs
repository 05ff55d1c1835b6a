using System.Numerics;
using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// The one writer of an account in this process: it numbers, signs and journals, one transaction at a time. Other processes may
/// write for the same account; the journal gives every nonce to one of them.
/// </summary>
internal sealed class SignerAccount(SettlementParts parts, IEthereumSigner signer)
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly SemaphoreSlim _oneBalance = new(1, 1);
    private ulong? _next;
    private volatile bool _distrusted;
    private int _open;
    private (BigInteger Wei, long At)? _balance;

    public Address Address => signer.Address;

    /// <summary>How many transactions of this process wait to be final.</summary>
    public int Open => Volatile.Read(ref _open);

    public void Opened() => Interlocked.Increment(ref _open);

    public void Closed() => Interlocked.Decrement(ref _open);

    /// <summary>Makes the next transaction ask for its nonce: somebody else used the account.</summary>
    public void DistrustNonce() => _distrusted = true;

    /// <summary>Gives a transaction a nonce, signs it and writes it to the journal.</summary>
    public async Task<Submission> WriteAsync(Eip1559Transaction template, IReadOnlyList<JournaledPayment> payments)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            while (true)
            {
                JournaledTransaction transaction;
                try
                {
                    var nonce = await ReadNextAsync();
                    var broadcast = await SignAsync(template with { Nonce = nonce });
                    transaction = new JournaledTransaction
                    {
                        ChainId = parts.ChainId,
                        Signer = Address,
                        Nonce = nonce,
                        Version = 1,
                        Broadcasts = [broadcast],
                        Payments = payments,
                        IsOpen = true,
                        CreatedAt = broadcast.At,
                    };
                }
                catch (Exception failure)
                {
                    // Nothing is written yet, whoever failed: node, signer or journal.
                    return new Submission.NotSent(Describe(failure));
                }

                switch (await TryAddAsync(transaction))
                {
                    case JournalAddition.Added:
                        _next = transaction.Nonce + 1;
                        return new Submission.Written(transaction);
                    case JournalAddition.PaymentTaken taken:
                        return new Submission.Taken(taken.Payment, taken.By);
                    case JournalAddition.NonceTaken:
                        _next = Math.Max(transaction.Nonce + 1, await ReadJournalAsync());
                        break;
                    default:
                        _next = null;
                        return new Submission.Uncertain("The journal failed while a transaction was written.");
                }
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Signs one form of a transaction.</summary>
    public async Task<SignedBroadcast> SignAsync(Eip1559Transaction unsigned)
    {
        var signed = unsigned.Sign(await signer.SignAsync(unsigned.SigningHash()));
        return new SignedBroadcast(signed.Hash, signed.Raw, unsigned.MaxFeePerGas, unsigned.MaxPriorityFeePerGas, parts.Time.GetUtcNow());
    }

    /// <summary>
    /// Whether the account can pay for such a transaction, which is counted as open already, and for all open ones as if they were
    /// as dear. A node that cannot tell is no reason against.
    /// </summary>
    public async Task<bool> CanPayAsync(ulong gasLimit, UInt256 maxFeePerGas)
    {
        var cost = maxFeePerGas.ToBigInteger() * gasLimit * Math.Max(1, Open);
        await _oneBalance.WaitAsync();
        try
        {
            if (_balance is not { } known || parts.Time.GetElapsedTime(known.At) >= parts.Options.BalanceLifetime || known.Wei < cost)
                _balance = ((await parts.Rpc.GetBalanceAsync(Address)).ToBigInteger(), parts.Time.GetTimestamp());
            return _balance.Value.Wei >= cost;
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return true;
        }
        finally
        {
            _oneBalance.Release();
        }
    }

    internal static string Describe(Exception failure) =>
        failure is EthereumRpcException or EthereumRpcUnavailableException ? LogText.Clean(failure.Message) : $"Signer or journal failed: {failure.GetType().Name}.";

    private async Task<JournalAddition?> TryAddAsync(JournaledTransaction transaction)
    {
        try
        {
            return await parts.Journal.AddAsync(transaction);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Another process took a nonce, so it may have taken more. A journal that fails now fails again when the transaction is added.</summary>
    private async Task<ulong> ReadJournalAsync()
    {
        try
        {
            return await parts.Journal.NextNonceAsync(parts.ChainId, Address) ?? 0;
        }
        catch (Exception)
        {
            return 0;
        }
    }

    /// <summary>What the journal gave out counts as much as what the node has seen: either may know of more.</summary>
    private async Task<ulong> ReadNextAsync()
    {
        if (_next is { } known && !_distrusted)
            return known;

        _distrusted = false;
        var journalled = await parts.Journal.NextNonceAsync(parts.ChainId, Address);
        var pending = await parts.Rpc.GetTransactionCountAsync(Address, pending: true);
        return (_next = Math.Max(journalled ?? 0, pending)).Value;
    }
}
