using System.Numerics;
using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>An account that signs and pays the gas: its key, its money and how much of it is spoken for.</summary>
internal sealed class SignerAccount(SettlementParts parts, IEthereumSigner signer)
{
    private readonly SemaphoreSlim _oneBalance = new(1, 1);
    private int _distrusted;
    private int _open;
    private (BigInteger Wei, long At)? _balance;

    public Address Address => signer.Address;

    /// <summary>How many transactions of this process wait to be final.</summary>
    public int Open => Volatile.Read(ref _open);

    public void Opened() => Interlocked.Increment(ref _open);

    public void Closed() => Interlocked.Decrement(ref _open);

    /// <summary>Makes the next transaction ask for its nonce: somebody else used the account.</summary>
    public void DistrustNonce() => Volatile.Write(ref _distrusted, 1);

    /// <summary>Whether that is to be done; true once.</summary>
    public bool TakeDistrust() => Interlocked.Exchange(ref _distrusted, 0) != 0;

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
}
