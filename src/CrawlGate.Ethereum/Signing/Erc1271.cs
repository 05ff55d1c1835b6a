namespace CrawlGate.Ethereum;

/// <summary>Signatures of contract wallets: the wallet itself says whether one is good (ERC-1271).</summary>
public static class Erc1271
{
    private const string IsValidSignature = "isValidSignature(bytes32,bytes)";

    // The function's own selector is also its yes.
    private static readonly byte[] Magic = AbiSelector.Of(IsValidSignature);

    /// <summary>The calldata that asks the wallet; a wrapped signature (<see cref="Erc6492"/>) is unwrapped first.</summary>
    public static byte[] Call(Bytes32 digest, ReadOnlySpan<byte> signature) => AbiWriter.Call(IsValidSignature).Add(digest).AddBytes(signature).ToArray();

    /// <summary>Whether the wallet's answer is a yes. An account without code answers nothing, which is a no.</summary>
    public static bool Accepts(ReadOnlySpan<byte> answer) =>
        answer.Length == Bytes32.Length && answer.StartsWith(Magic) && !answer[Magic.Length..].ContainsAnyExcept((byte)0);
}
