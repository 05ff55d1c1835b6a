using System.Buffers.Binary;
using System.Text;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

/// <summary>The names of keys: the prefix in braces, which alone chooses a cluster's slot, then what the key is.</summary>
internal sealed class RedisKeys(string prefix)
{
    /// <summary>The bytes of a payment: chain, asset, payer, nonce.</summary>
    public const int PaymentLength = 8 + Address.Length + Address.Length + Bytes32.Length;

    private readonly byte[] _entry = Encoding.UTF8.GetBytes($"{{{prefix}}}:entry:");
    private readonly byte[] _history = Encoding.UTF8.GetBytes($"{{{prefix}}}:history:");
    private readonly byte[] _identifier = Encoding.UTF8.GetBytes($"{{{prefix}}}:identifier:");

    /// <summary>A key that is never there, for a script that has no use for one of its keys now.</summary>
    public RedisKey None { get; } = $"{{{prefix}}}:none";

    /// <summary>A sorted set of all payments by the time when they were first claimed.</summary>
    public RedisKey Index { get; } = $"{{{prefix}}}:index";

    /// <summary>A hash: until when each process counts as alive.</summary>
    public RedisKey Owners { get; } = $"{{{prefix}}}:owners";

    /// <summary>A hash: what each payer has open ("o") and never paid ("d") after its address, and both for all.</summary>
    public RedisKey Exposure { get; } = $"{{{prefix}}}:exposure";

    /// <summary>A sorted set of queued payments by due time.</summary>
    public RedisKey Queued { get; } = $"{{{prefix}}}:queued";

    /// <summary>A sorted set of unknown payments by due time.</summary>
    public RedisKey Unknown { get; } = $"{{{prefix}}}:unknown";

    /// <summary>A payment's bytes.</summary>
    public static byte[] Payment(AuthorizationKey key)
    {
        var bytes = new byte[PaymentLength];
        Write(key, bytes);
        return bytes;
    }

    /// <summary>The payment of its bytes.</summary>
    public static AuthorizationKey Payment(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes), new Address(bytes.Slice(8, 20)), new Address(bytes.Slice(28, 20)), new Bytes32(bytes.Slice(48, 32)));

    /// <summary>A payment's entry.</summary>
    public RedisKey Entry(ReadOnlySpan<byte> payment) => Join(_entry, payment);

    /// <summary>A list of what happened to a payment. It begins with its second event; until then the entry tells all.</summary>
    public RedisKey History(ReadOnlySpan<byte> payment) => Join(_history, payment);

    /// <summary>The payment that a payer gave a name to.</summary>
    public RedisKey Identifier(AuthorizationKey key, string? identifier)
    {
        if (identifier is null)
            return None;

        Span<byte> payer = stackalloc byte[Address.Length];
        key.Payer.WriteTo(payer);
        return Join(_identifier, [.. payer, .. Encoding.UTF8.GetBytes(identifier)]);
    }

    /// <summary>A sorted set of the payments that a process is settling.</summary>
    public RedisKey Settling(string owner) => $"{{{prefix}}}:settling:{owner}";

    /// <summary>The sorted set in which somebody finds an entry that must be finished.</summary>
    public RedisKey Work(LedgerEntry entry) => entry.State switch
    {
        LedgerState.Queued => Queued,
        LedgerState.Unknown => Unknown,
        LedgerState.Settling => Settling(entry.Owner),
        _ => None,
    };

    /// <summary>Writes a payment's bytes.</summary>
    internal static void Write(AuthorizationKey key, Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, key.ChainId);
        key.Asset.WriteTo(bytes[8..]);
        key.Payer.WriteTo(bytes[28..]);
        key.Nonce.WriteTo(bytes[48..]);
    }

    private static byte[] Join(byte[] left, ReadOnlySpan<byte> right)
    {
        var bytes = new byte[left.Length + right.Length];
        left.CopyTo(bytes, 0);
        right.CopyTo(bytes.AsSpan(left.Length));
        return bytes;
    }
}
