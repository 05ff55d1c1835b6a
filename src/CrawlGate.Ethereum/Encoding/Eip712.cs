using System.Buffers;
using System.Text;

namespace CrawlGate.Ethereum;

/// <summary>
/// EIP-712 hashing for fixed struct types: type hashes, domain separators and digests, without allocation where a payment is
/// verified. <see cref="TypedData"/> hashes any type at the price of allocations.
/// </summary>
public static class Eip712
{
    private const int StackText = 256;

    private static readonly Bytes32 DomainTypeHash =
        TypeHash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    /// <summary>
    /// keccak256 of an encoded type, such as <c>Voucher(bytes32 channelId,uint128 maxClaimableAmount)</c>; referenced structs
    /// follow in alphabetical order (EIP-712, "Definition of encodeType").
    /// </summary>
    public static Bytes32 TypeHash(string encodedType) => HashText(encodedType);

    /// <summary>keccak256(<c>0x1901</c> ‖ domainSeparator ‖ structHash).</summary>
    public static Bytes32 Digest(Bytes32 domainSeparator, Bytes32 structHash)
    {
        Span<byte> buffer = stackalloc byte[2 + (2 * Bytes32.Length)];
        buffer[0] = 0x19;
        buffer[1] = 0x01;
        domainSeparator.WriteTo(buffer[2..]);
        structHash.WriteTo(buffer[(2 + Bytes32.Length)..]);
        return Keccak256.HashData(buffer);
    }

    /// <summary>The separator of a domain with name, version, chain id and verifying contract.</summary>
    public static Bytes32 DomainSeparator(string name, string version, ulong chainId, Address verifyingContract)
    {
        Span<byte> buffer = stackalloc byte[5 * Bytes32.Length];
        buffer.Clear();
        DomainTypeHash.WriteTo(buffer);
        HashText(name).WriteTo(buffer[32..]);
        HashText(version).WriteTo(buffer[64..]);
        ((UInt256)chainId).WriteTo(buffer[96..]);
        verifyingContract.WriteTo(buffer[(128 + 12)..]);
        return Keccak256.HashData(buffer);
    }

    /// <summary>keccak256 of the UTF-8 bytes, which is how a <c>string</c> member is encoded.</summary>
    internal static Bytes32 HashText(string text)
    {
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (size <= StackText)
        {
            Span<byte> buffer = stackalloc byte[StackText];
            return Keccak256.HashData(buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
        }

        var rented = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            return Keccak256.HashData(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
