namespace CrawlGate.Ethereum;

/// <summary>Reads Recursive Length Prefix items one after the other; every method answers false on malformed data.</summary>
internal ref struct RlpReader(ReadOnlySpan<byte> data)
{
    private const byte StringOffset = 0x80;
    private const byte ListOffset = 0xc0;
    private const int LongestShortPayload = 55;

    private ReadOnlySpan<byte> _rest = data;

    /// <summary>A byte string.</summary>
    public bool TryReadString(out ReadOnlySpan<byte> value)
    {
        if (_rest is [< StringOffset, ..])
        {
            value = _rest[..1];
            _rest = _rest[1..];
            return true;
        }

        return TryReadPayload(StringOffset, out value);
    }

    /// <summary>A list, to be read item by item.</summary>
    public bool TryReadList(out RlpReader items)
    {
        var found = TryReadPayload(ListOffset, out var payload);
        items = new RlpReader(payload);
        return found;
    }

    /// <summary>An integer of at most 256 bits.</summary>
    public bool TryReadInteger(out UInt256 value)
    {
        var found = TryReadString(out var bytes) && bytes.Length <= 32;
        value = found ? new UInt256(bytes) : default;
        return found;
    }

    /// <summary>An integer of at most 64 bits.</summary>
    public bool TryReadUInt64(out ulong value)
    {
        value = 0;
        return TryReadInteger(out var wide) && wide.TryGetUInt64(out value);
    }

    private bool TryReadPayload(byte offset, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (_rest.IsEmpty || _rest[0] < offset || _rest[0] - offset > LongestShortPayload + 8)
            return false;

        var (length, header) = (_rest[0] - offset, 1);
        if (length > LongestShortPayload)
        {
            header += length - LongestShortPayload;
            if (header > 1 + sizeof(int) || _rest.Length < header)
                return false;

            length = 0;
            foreach (var digit in _rest[1..header])
                length = (length << 8) | digit;
        }

        if (length < 0 || length > _rest.Length - header)
            return false;

        payload = _rest.Slice(header, length);
        _rest = _rest[(header + length)..];
        return true;
    }
}
