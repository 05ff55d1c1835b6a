namespace CrawlGate.Ethereum;

/// <summary>Signatures of contract wallets that may not be deployed yet: <c>abi.encode(factory, calldata, signature)</c> and a suffix (ERC-6492).</summary>
public static class Erc6492
{
    private static ReadOnlySpan<byte> Suffix => [
        0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92,
        0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92];

    /// <summary>Whether the signature carries the suffix.</summary>
    public static bool IsWrapped(ReadOnlySpan<byte> signature) => signature.EndsWith(Suffix);

    /// <summary>The signature for the wallet once it is deployed; the input itself when it is not wrapped, nothing when malformed.</summary>
    public static ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> signature) =>
        !IsWrapped(signature) ? signature : AbiReader.TryReadBytes(signature[..^Suffix.Length], 2, out var inner) ? inner : [];
}
