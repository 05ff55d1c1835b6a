using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>The message of EIP-3009 <c>transferWithAuthorization</c>: who pays whom how much, and when the signature counts.</summary>
/// <param name="From">The payer.</param>
/// <param name="To">The account that is paid.</param>
/// <param name="Value">The amount in atomic units.</param>
/// <param name="ValidAfter">Unix seconds; the token asks for strictly later.</param>
/// <param name="ValidBefore">Unix seconds; the token asks for strictly earlier.</param>
/// <param name="Nonce">Random and used once per payer.</param>
public readonly record struct Eip3009Authorization(Address From, Address To, UInt256 Value, UInt256 ValidAfter, UInt256 ValidBefore, Bytes32 Nonce)
{
    private static readonly Bytes32 TypeHash = Keccak256.HashData(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"u8);

    /// <summary>The EIP-712 struct hash; allocates nothing.</summary>
    public Bytes32 StructHash()
    {
        Span<byte> words = stackalloc byte[7 * 32];
        words.Clear();
        TypeHash.WriteTo(words);
        From.WriteTo(words[(32 + 12)..]);
        To.WriteTo(words[(64 + 12)..]);
        Value.WriteTo(words[96..]);
        ValidAfter.WriteTo(words[128..]);
        ValidBefore.WriteTo(words[160..]);
        Nonce.WriteTo(words[192..]);
        return Keccak256.HashData(words);
    }

    /// <summary>What the payer signs for a token with this EIP-712 domain separator.</summary>
    public Bytes32 Digest(Bytes32 domainSeparator) => Eip712.Digest(domainSeparator, StructHash());
}
