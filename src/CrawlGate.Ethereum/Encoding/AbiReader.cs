namespace CrawlGate.Ethereum;

/// <summary>Reads ABI-encoded return data; every method answers false instead of throwing on short or malformed data.</summary>
public static class AbiReader
{
    /// <summary>The word at an index.</summary>
    public static bool TryReadWord(ReadOnlySpan<byte> data, int index, out Bytes32 word) => throw new NotImplementedException();

    /// <summary>The unsigned integer at a word index.</summary>
    public static bool TryReadUInt256(ReadOnlySpan<byte> data, int index, out UInt256 value) => throw new NotImplementedException();

    /// <summary>The <c>string</c> whose offset stands at a word index.</summary>
    public static bool TryReadString(ReadOnlySpan<byte> data, int index, out string value) => throw new NotImplementedException();
}
