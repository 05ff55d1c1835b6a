using System.Buffers.Binary;
using System.Text;

namespace CrawlGate.Ethereum;

/// <summary>A twenty-byte account or contract address. A value: comparing and hashing allocate nothing.</summary>
public readonly struct Address : IEquatable<Address>
{
    /// <summary>The number of bytes.</summary>
    public const int Length = 20;

    private const int TextLength = 2 + (Length * 2);

    private readonly ulong _a, _b;
    private readonly uint _c;

    /// <summary>Copies exactly twenty bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> has another length.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException("An address has 20 bytes.", nameof(bytes));

        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>Whether this is <c>0x000…0</c>, which <c>ecrecover</c> answers for a bad signature and which nobody owns.</summary>
    public bool IsZero => (_a | _b | _c) == 0;

    /// <summary>
    /// Reads <c>0x</c> and forty hexadecimal digits. Digits of one case only carry no checksum; mixed case must be the
    /// EIP-55 checksum of the address.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address)
    {
        address = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (!Hex.TryDecode(text, bytes))
            return false;

        var parsed = new Address(bytes);
        if (text.ContainsAnyInRange('a', 'f') && text.ContainsAnyInRange('A', 'F') && !ChecksumSpellings.IsRight(parsed, UpperCase(text[2..])))
            return false;

        address = parsed;
        return true;
    }

    /// <summary>Reads like <see cref="TryParse"/>.</summary>
    /// <exception cref="FormatException">The text is not an address or has a wrong EIP-55 checksum.</exception>
    public static Address Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var address) ? address : throw new FormatException("Not an Ethereum address, or its EIP-55 checksum is wrong.");

    /// <summary>The address of an uncompressed public key without its <c>04</c> prefix (64 bytes): the last 20 bytes of its Keccak-256.</summary>
    public static Address FromPublicKey(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != 64)
            throw new ArgumentException("An uncompressed public key without prefix has 64 bytes.", nameof(publicKey));

        Span<byte> hash = stackalloc byte[32];
        Keccak256.HashData(publicKey, hash);
        return new Address(hash[12..]);
    }

    /// <summary>Writes the twenty bytes.</summary>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _c);
    }

    /// <summary>The twenty bytes in a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        WriteTo(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public bool Equals(Address other) => _a == other._a && _b == other._b && _c == other._c;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_a, _b, _c);

    /// <summary>The EIP-55 checksummed form.</summary>
    public override string ToString() => string.Create(TextLength, this, static (text, address) => address.WriteChecksummed(text));

    /// <summary>Equality of all bytes.</summary>
    public static bool operator ==(Address left, Address right) => left.Equals(right);

    /// <summary>Inequality of any byte.</summary>
    public static bool operator !=(Address left, Address right) => !left.Equals(right);

    /// <summary>The digits that EIP-55 writes in upper case: bit i is digit i.</summary>
    internal ulong ChecksumCase()
    {
        Span<char> text = stackalloc char[Length * 2];
        WriteLower(text);
        Span<byte> ascii = stackalloc byte[Length * 2];
        Encoding.ASCII.GetBytes(text, ascii);
        Span<byte> hash = stackalloc byte[32];
        Keccak256.HashData(ascii, hash);

        var mask = 0ul;
        for (var i = 0; i < text.Length; i++)
        {
            var nibble = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 0xf;
            if (nibble >= 8 && char.IsAsciiLetter(text[i]))
                mask |= 1ul << i;
        }

        return mask;
    }

    private static ulong UpperCase(ReadOnlySpan<char> digits)
    {
        var mask = 0ul;
        for (var i = 0; i < digits.Length; i++)
            mask |= (char.IsAsciiLetterUpper(digits[i]) ? 1ul : 0) << i;

        return mask;
    }

    private void WriteChecksummed(Span<char> text)
    {
        text[0] = '0';
        text[1] = 'x';
        WriteLower(text[2..]);
        var mask = ChecksumCase();
        for (var i = 0; i < Length * 2; i++)
        {
            if ((mask >> i & 1) != 0)
                text[2 + i] = char.ToUpperInvariant(text[2 + i]);
        }
    }

    private void WriteLower(Span<char> digits)
    {
        Span<byte> bytes = stackalloc byte[Length];
        WriteTo(bytes);
        Convert.TryToHexStringLower(bytes, digits, out _);
    }
}
