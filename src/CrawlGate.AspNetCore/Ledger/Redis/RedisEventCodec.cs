namespace CrawlGate.AspNetCore;

/// <summary>A line of a payment's history as an element of a list.</summary>
internal static class RedisEventCodec
{
    /// <summary>The bytes of a line.</summary>
    public static byte[] Encode(LedgerEvent line)
    {
        var size = 8 + 8 + 2 + FieldWriter.MaxSizeOf(line.Owner) + FieldWriter.MaxSizeOf(line.Transaction) + FieldWriter.MaxSizeOf(line.Detail);
        var bytes = new byte[size];
        var writer = new FieldWriter(bytes);
        writer.Write(line.At);
        writer.Write(line.Version);
        writer.Write((byte)line.State);
        writer.Write((byte)((line.Transaction is null ? 0 : 1) | (line.Detail is null ? 0 : 2)));
        writer.Write(line.Owner);
        if (line.Transaction is { } transaction)
            writer.Write(transaction);
        if (line.Detail is { } detail)
            writer.Write(detail);
        return bytes[..^writer.Left];
    }

    /// <summary>The line of some bytes.</summary>
    /// <exception cref="LedgerUnavailableException">It is none.</exception>
    public static LedgerEvent Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new FieldReader(bytes);
            var (at, version, state, parts) = (reader.ReadTime(), reader.ReadInt64(), (LedgerState)reader.ReadByte(), reader.ReadByte());
            return new LedgerEvent(at, version, state, reader.ReadText(), (parts & 1) != 0 ? reader.ReadText() : null, (parts & 2) != 0 ? reader.ReadText() : null);
        }
        catch (ArgumentException exception)
        {
            throw new LedgerUnavailableException("A history in the Redis is damaged.", exception);
        }
    }
}
