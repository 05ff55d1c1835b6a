using System.Buffers.Binary;
using System.Security.Cryptography;
using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>What a challenge is made of, as a browser keeps it: its id, a secret of the browser's, the slot and when it was given.</summary>
internal readonly struct ChallengeCookie
{
    /// <summary>The cookie's name.</summary>
    public const string Name = CookieHeader.OwnPrefix + "_challenge";

    private const int Length = 16 + 16 + 1 + 4;

    private ChallengeCookie(byte[] bytes, int epoch) => (Bytes, Epoch) = (bytes, epoch);

    /// <summary>The week that it belongs to.</summary>
    public int Epoch { get; }

    public ReadOnlyMemory<byte> Id => Bytes.AsMemory(0, 16);

    public int Slot => Bytes[32];

    public DateTimeOffset IssuedAt => DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(33)));

    /// <summary>Keccak-256 of the id and the secret, below 2^248, so that it is a number that every circuit takes.</summary>
    public Bytes32 Signal
    {
        get
        {
            Span<byte> hash = stackalloc byte[32];
            Span<byte> number = stackalloc byte[32];
            Keccak256.HashData(Bytes.AsSpan(0, 32), hash);
            number[0] = 0;
            hash[..31].CopyTo(number[1..]);
            return new Bytes32(number);
        }
    }

    private byte[] Bytes { get; }

    public static ChallengeCookie Create(int epoch, int slot, DateTimeOffset now)
    {
        var bytes = RandomNumberGenerator.GetBytes(Length);
        bytes[32] = (byte)slot;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(33), (uint)now.ToUnixTimeSeconds());
        return new ChallengeCookie(bytes, epoch);
    }

    public static ChallengeCookie? TryDecode(ReadOnlySpan<char> value, EpochKey key)
    {
        var bytes = new byte[Length];
        return SignedCookie.TryRead(value, key.Challenges, bytes) ? new ChallengeCookie(bytes, key.Epoch) : null;
    }

    public string Encode(EpochKey key) => SignedCookie.Write(Epoch, Bytes, key.Challenges);
}
