namespace CrawlGate.Ethereum;

/// <summary>Builds calldata: a selector and its arguments, head words first and dynamic tails after.</summary>
public sealed class AbiWriter
{
    /// <summary>Starts calldata for the function with this canonical signature, like <c>balanceOf(address)</c>.</summary>
    public static AbiWriter Call(string signature) => throw new NotImplementedException();

    /// <summary>Appends an argument.</summary>
    public AbiWriter Add(Address value) => throw new NotImplementedException();

    /// <summary>Appends an argument.</summary>
    public AbiWriter Add(UInt256 value) => throw new NotImplementedException();

    /// <summary>Appends an argument.</summary>
    public AbiWriter Add(Bytes32 value) => throw new NotImplementedException();

    /// <summary>Appends a dynamic <c>bytes</c> argument.</summary>
    public AbiWriter AddBytes(ReadOnlySpan<byte> value) => throw new NotImplementedException();

    /// <summary>The encoded calldata.</summary>
    public byte[] ToArray() => throw new NotImplementedException();
}
