namespace CrawlGate.Ethereum;

/// <summary>A secp256k1 signature as EVM tokens accept it: 65 bytes r ‖ s ‖ v with v ∈ {27, 28}, 0 &lt; r &lt; n and 0 &lt; s ≤ n/2.</summary>
public readonly struct EcdsaSignature
{
    /// <summary>The number of bytes.</summary>
    public const int Length = 65;

    /// <summary>r, big-endian.</summary>
    public Bytes32 R { get; private init; }

    /// <summary>s, big-endian.</summary>
    public Bytes32 S { get; private init; }

    /// <summary>27 or 28.</summary>
    public byte V { get; private init; }

    /// <summary>Reads 65 bytes; false for any other length, v outside {27, 28}, r or s out of range, or a high s.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out EcdsaSignature signature) => throw new NotImplementedException();

    /// <summary>r ‖ s ‖ v.</summary>
    public byte[] ToArray() => throw new NotImplementedException();
}
