using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>What a token is asked for: the <c>TokenChallenge</c> of RFC 9577 section 2.1, which a token commits to by its SHA-256.</summary>
/// <param name="IssuerName">Who may issue the token: a host name, 1 to 255 ASCII characters.</param>
/// <param name="OriginInfo">
/// Where the token may be spent: host names separated by commas, each with its port unless that is 443; empty for anywhere. At most
/// 1024 ASCII characters.
/// </param>
/// <param name="RedemptionContext">What the token is bound to besides; null for tokens that may be fetched ahead and kept.</param>
/// <param name="TokenType">The kind of token; <see cref="BlindRsa"/> is the one that is verified here.</param>
public readonly record struct TokenChallenge(
    string IssuerName, string OriginInfo, Bytes32? RedemptionContext = null, ushort TokenType = TokenChallenge.BlindRsa)
{
    /// <summary>Publicly verifiable tokens: blind RSA with 2048 bits (RFC 9578 section 6).</summary>
    public const ushort BlindRsa = 0x0002;

    internal const int MaxIssuerNameLength = 255;
    internal const int MaxOriginInfoLength = 1024;
    internal const int MaxLength = 2 + 2 + MaxIssuerNameLength + 1 + Bytes32.Length + 2 + MaxOriginInfoLength;

    /// <summary>The structure as it stands in <c>WWW-Authenticate</c>.</summary>
    /// <exception cref="ArgumentException">A name is too long, not ASCII, or that of the issuer empty.</exception>
    public byte[] Encode()
    {
        Span<byte> buffer = stackalloc byte[MaxLength];
        return buffer[..Write(buffer)].ToArray();
    }

    /// <summary>The SHA-256 of the structure, which a token carries. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">A name is too long, not ASCII, or that of the issuer empty.</exception>
    public Bytes32 Digest()
    {
        Span<byte> buffer = stackalloc byte[MaxLength];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..Write(buffer)], hash);
        return new Bytes32(hash);
    }

    /// <summary>Whether the names can stand in a challenge.</summary>
    internal static bool IsIssuerName([NotNullWhen(true)] string? name) => name is { Length: > 0 and <= MaxIssuerNameLength } && Ascii.IsValid(name);

    /// <summary>Reads a challenge of any token type that has this structure; nothing may follow it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out TokenChallenge challenge)
    {
        challenge = default;
        if (!TryTake(ref bytes, 2, out var type)
            || !TryTakeText(ref bytes, MaxIssuerNameLength, out var issuer) || issuer.Length == 0
            || !TryTake(ref bytes, 1, out var length) || length[0] is not (0 or Bytes32.Length)
            || !TryTake(ref bytes, length[0], out var context)
            || !TryTakeText(ref bytes, MaxOriginInfoLength, out var origin)
            || !bytes.IsEmpty)
        {
            return false;
        }

        challenge = new TokenChallenge(issuer, origin, context.IsEmpty ? null : new Bytes32(context), BinaryPrimitives.ReadUInt16BigEndian(type));
        return true;
    }

    private int Write(Span<byte> destination)
    {
        if (!IsIssuerName(IssuerName))
            throw new ArgumentException("An issuer's name has 1 to 255 ASCII characters.");
        if (OriginInfo is not { Length: <= MaxOriginInfoLength } || !Ascii.IsValid(OriginInfo))
            throw new ArgumentException("The origin's names have at most 1024 ASCII characters.");

        BinaryPrimitives.WriteUInt16BigEndian(destination, TokenType);
        var at = 2 + WriteText(destination[2..], IssuerName);
        destination[at++] = RedemptionContext is null ? (byte)0 : (byte)Bytes32.Length;
        if (RedemptionContext is { } context)
        {
            context.WriteTo(destination[at..]);
            at += Bytes32.Length;
        }

        return at + WriteText(destination[at..], OriginInfo);
    }

    private static int WriteText(Span<byte> destination, string text)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)text.Length);
        return 2 + Encoding.ASCII.GetBytes(text, destination[2..]);
    }

    private static bool TryTake(ref ReadOnlySpan<byte> bytes, int length, out ReadOnlySpan<byte> taken)
    {
        var there = bytes.Length >= length;
        taken = there ? bytes[..length] : default;
        bytes = there ? bytes[length..] : default;
        return there;
    }

    private static bool TryTakeText(ref ReadOnlySpan<byte> bytes, int maxLength, out string text)
    {
        text = "";
        if (!TryTake(ref bytes, 2, out var length)
            || BinaryPrimitives.ReadUInt16BigEndian(length) is var count && count > maxLength
            || !TryTake(ref bytes, count, out var ascii) || !Ascii.IsValid(ascii))
        {
            return false;
        }

        text = Encoding.ASCII.GetString(ascii);
        return true;
    }
}
