using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// A token of type 0x0002 as it came (RFC 9577 section 2.2): <c>type ‖ nonce ‖ challenge digest ‖ key id ‖ authenticator</c>, of which
/// nothing is known until <see cref="PrivateTokenVerifier"/> has looked at it.
/// </summary>
public sealed class PrivateToken
{
    /// <summary>The number of bytes.</summary>
    public const int Length = SignedLength + TokenIssuerKey.ModulusLength;

    private const int SignedLength = 2 + (3 * Bytes32.Length);

    private readonly byte[] _bytes;

    private PrivateToken(byte[] bytes) => _bytes = bytes;

    /// <summary>The kind of token.</summary>
    public ushort TokenType => BinaryPrimitives.ReadUInt16BigEndian(_bytes);

    /// <summary>Chosen by the client; what a token is remembered by once it is spent.</summary>
    public Bytes32 Nonce => Word(0);

    /// <summary>The SHA-256 of the challenge that the token answers.</summary>
    public Bytes32 ChallengeDigest => Word(1);

    /// <summary>The SHA-256 of the issuer's public key.</summary>
    public Bytes32 TokenKeyId => Word(2);

    /// <summary>All that the issuer signed, blindly.</summary>
    internal ReadOnlySpan<byte> Signed => _bytes.AsSpan(0, SignedLength);

    /// <summary>The issuer's signature.</summary>
    internal ReadOnlySpan<byte> Authenticator => _bytes.AsSpan(SignedLength);

    /// <summary>Copies exactly 354 bytes; false for any other length. The type is for the verifier to judge.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out PrivateToken? token)
    {
        token = bytes.Length == Length ? new PrivateToken(bytes.ToArray()) : null;
        return token is not null;
    }

    /// <summary>The 354 bytes in a new array.</summary>
    public byte[] ToArray() => [.. _bytes];

    private Bytes32 Word(int index) => new(_bytes.AsSpan(2 + (index * Bytes32.Length), Bytes32.Length));
}
