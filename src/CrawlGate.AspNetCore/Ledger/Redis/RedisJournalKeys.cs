using System.Buffers.Binary;
using System.Text;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

/// <summary>The names of a journal's keys, in the same slot as the ledger's.</summary>
internal sealed class RedisJournalKeys(string prefix)
{
    /// <summary>The bytes of a transaction's id: chain, account, nonce.</summary>
    public const int IdLength = AccountLength + 8;

    private const int AccountLength = 8 + Address.Length;
    private readonly byte[] _transaction = Encoding.UTF8.GetBytes($"{{{prefix}}}:journal:transaction:");
    private readonly byte[] _payment = Encoding.UTF8.GetBytes($"{{{prefix}}}:journal:payment:");
    private readonly byte[] _next = Encoding.UTF8.GetBytes($"{{{prefix}}}:journal:next:");
    private readonly byte[] _open = Encoding.UTF8.GetBytes($"{{{prefix}}}:journal:open:");

    /// <summary>A sorted set of closed transactions by the time from when on they may be forgotten.</summary>
    public RedisKey Closed { get; } = $"{{{prefix}}}:journal:closed";

    /// <summary>A transaction's id.</summary>
    public static byte[] Id(JournaledTransaction transaction) => [.. Account(transaction.ChainId, transaction.Signer), .. Nonce(transaction.Nonce)];

    /// <summary>A nonce as its account's sorted set orders it: scores are equal, so bytes decide.</summary>
    public static byte[] Nonce(ulong nonce)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, nonce);
        return bytes;
    }

    /// <summary>A transaction.</summary>
    public RedisKey Transaction(ReadOnlySpan<byte> id) => (byte[])[.. _transaction, .. id];

    /// <summary>A transaction of an account.</summary>
    public RedisKey Transaction(ulong chainId, Address signer, ReadOnlySpan<byte> nonce) => (byte[])[.. _transaction, .. Account(chainId, signer), .. nonce];

    /// <summary>The transaction that a payment was put into last.</summary>
    public RedisKey Payment(AuthorizationKey key) => (byte[])[.. _payment, .. RedisKeys.Payment(key)];

    /// <summary>The lowest nonce above every one of an account.</summary>
    public RedisKey Next(ulong chainId, Address signer) => (byte[])[.. _next, .. Account(chainId, signer)];

    /// <summary>A sorted set of an account's open nonces.</summary>
    public RedisKey Open(ulong chainId, Address signer) => (byte[])[.. _open, .. Account(chainId, signer)];

    private static byte[] Account(ulong chainId, Address signer)
    {
        var bytes = new byte[AccountLength];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, chainId);
        signer.WriteTo(bytes.AsSpan(8));
        return bytes;
    }
}
