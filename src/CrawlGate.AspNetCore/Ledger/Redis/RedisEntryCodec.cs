using System.Buffers;
using System.Text.Json;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>
/// An entry as one value. It begins with what scripts compare: a byte for the layout, the version (8) and the owner (24, filled up with
/// zeros). Then a stamp that no other write has, by which a step whose answer was lost is recognised. The payment is the key, not in it.
/// </summary>
internal static class RedisEntryCodec
{
    /// <summary>The bytes that a swap compares.</summary>
    public const int ComparedLength = 1 + 8 + OwnerWidth;

    /// <summary>The bytes that no other write has.</summary>
    public const int StampedLength = ComparedLength + 8;

    /// <summary>How many bytes the name of a process may have.</summary>
    public const int OwnerWidth = 24;

    private const byte Layout = 1;
    private const int FixedLength = StampedLength + 2 + (3 * 8) + 32 + 20;

    [Flags]
    private enum Parts : byte
    {
        Identifier = 1,
        DueAt = 2,
        Attempts = 4,
        Deferred = 8,
        Request = 16,
        Transaction = 32,
        Result = 64,
        Detail = 128,
    }

    /// <summary>What an entry's value begins with.</summary>
    public static byte[] Compared(LedgerEntry entry)
    {
        var bytes = new byte[ComparedLength];
        var writer = new FieldWriter(bytes);
        WriteCompared(ref writer, entry);
        return bytes;
    }

    /// <summary>The value of an entry.</summary>
    public static byte[] Encode(LedgerEntry entry, long stamp)
    {
        var result = entry.Result is null ? null : JsonSerializer.SerializeToUtf8Bytes(entry.Result, X402JsonContext.Default.SettleResponse);
        var size = FixedLength + 33 + FieldWriter.MaxSizeOf(entry.Resource) + FieldWriter.MaxSizeOf(entry.Identifier) + FieldWriter.MaxSizeOf(entry.Request.Length)
            + FieldWriter.MaxSizeOf(entry.Transaction) + FieldWriter.MaxSizeOf(result?.Length ?? 0) + FieldWriter.MaxSizeOf(entry.Detail) + 8 + 8 + 5;
        var rented = size <= 1024 ? null : ArrayPool<byte>.Shared.Rent(size);
        Span<byte> buffer = rented is null ? stackalloc byte[size] : rented;
        var writer = new FieldWriter(buffer);
        Write(ref writer, entry, stamp, result);
        var bytes = buffer[..^writer.Left].ToArray();
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return bytes;
    }

    /// <summary>The entry of a value.</summary>
    /// <exception cref="LedgerUnavailableException">It is none, or one of a newer layout.</exception>
    public static LedgerEntry Decode(AuthorizationKey key, ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new FieldReader(value);
            return reader.ReadByte() == Layout ? Read(ref reader, key) : throw new LedgerUnavailableException("An entry in the Redis has a layout that this version of CrawlGate does not know.");
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException)
        {
            throw new LedgerUnavailableException("An entry in the Redis is damaged.", exception);
        }
    }

    private static void WriteCompared(ref FieldWriter writer, LedgerEntry entry)
    {
        writer.Write(Layout);
        writer.Write(entry.Version);
        writer.WriteFixed(entry.Owner, OwnerWidth);
    }

    private static void Write(ref FieldWriter writer, LedgerEntry entry, long stamp, byte[]? result)
    {
        WriteCompared(ref writer, entry);
        writer.Write(stamp);
        writer.Write((byte)entry.State);
        writer.Write((byte)PartsOf(entry));
        writer.Write(entry.OpenedAt);
        writer.Write(entry.ChangedAt);
        writer.Write(entry.ValidBefore);
        writer.Write(entry.Fingerprint);
        writer.Write(entry.PayTo);
        writer.Write(entry.Amount);
        writer.Write(entry.Resource);
        if (entry.Identifier is { } identifier)
            writer.Write(identifier);
        if (entry.DueAt is { } dueAt)
            writer.Write(dueAt);
        if (entry.Attempts != 0)
            writer.WriteLength(entry.Attempts);
        if (entry.DeferredMicros != 0)
            writer.Write(entry.DeferredMicros);
        if (entry.Request.Length > 0)
            writer.Write(entry.Request.Span);
        if (entry.Transaction is { } transaction)
            writer.Write(transaction);
        if (result is not null)
            writer.Write(result);
        if (entry.Detail is { } detail)
            writer.Write(detail);
    }

    private static LedgerEntry Read(ref FieldReader reader, AuthorizationKey key)
    {
        var version = reader.ReadInt64();
        var owner = reader.ReadFixed(OwnerWidth);
        reader.ReadInt64();
        var state = (LedgerState)reader.ReadByte();
        var parts = (Parts)reader.ReadByte();

        // In the order in which they are written: initializers run from top to bottom.
        return new LedgerEntry
        {
            Key = key,
            Version = version,
            Owner = owner,
            State = state,
            OpenedAt = reader.ReadTime(),
            ChangedAt = reader.ReadTime(),
            ValidBefore = reader.ReadTime(),
            Fingerprint = reader.ReadBytes32(),
            PayTo = reader.ReadAddress(),
            Amount = reader.ReadUInt256(),
            Resource = reader.ReadText(),
            Identifier = parts.HasFlag(Parts.Identifier) ? reader.ReadText() : null,
            DueAt = parts.HasFlag(Parts.DueAt) ? reader.ReadTime() : null,
            Attempts = parts.HasFlag(Parts.Attempts) ? reader.ReadLength() : 0,
            DeferredMicros = parts.HasFlag(Parts.Deferred) ? reader.ReadInt64() : 0,
            Request = parts.HasFlag(Parts.Request) ? reader.ReadBytes().ToArray() : ReadOnlyMemory<byte>.Empty,
            Transaction = parts.HasFlag(Parts.Transaction) ? reader.ReadText() : null,
            Result = parts.HasFlag(Parts.Result) ? JsonSerializer.Deserialize(reader.ReadBytes(), X402JsonContext.Default.SettleResponse) : null,
            Detail = parts.HasFlag(Parts.Detail) ? reader.ReadText() : null,
        };
    }

    private static Parts PartsOf(LedgerEntry entry) =>
        (entry.Identifier is null ? 0 : Parts.Identifier)
        | (entry.DueAt is null ? 0 : Parts.DueAt)
        | (entry.Attempts == 0 ? 0 : Parts.Attempts)
        | (entry.DeferredMicros == 0 ? 0 : Parts.Deferred)
        | (entry.Request.Length == 0 ? 0 : Parts.Request)
        | (entry.Transaction is null ? 0 : Parts.Transaction)
        | (entry.Result is null ? 0 : Parts.Result)
        | (entry.Detail is null ? 0 : Parts.Detail);
}
