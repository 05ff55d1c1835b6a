using System.Buffers.Binary;
using System.Security.Cryptography;
using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>
/// The numbers that World ID's proofs answer. One of ours says when it was given, and shows by a keyed hash that it was given for a challenge;
/// so nothing has to be remembered of it, here or in another cookie, and two tabs of a browser can each have one. Every request gets another, because
/// wallets' services take none twice. That it counts once only is the challenge's to see to, which is used up by the first success.
/// </summary>
internal static class WorldIdNonce
{
    // A zero, which keeps it below the order of the field; seconds; random bytes; the hash of all that and the challenge.
    private const int TimeAt = 1;
    private const int RandomAt = TimeAt + 4;
    private const int HashAt = RandomAt + 8;
    private const int Length = 32;

    /// <summary>Gives one for a challenge, with the key of its week.</summary>
    public static UInt256 Create(PersonhoodChallenge challenge, EpochKey key, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[TimeAt..], (uint)now.ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(bytes[RandomAt..HashAt]);
        Hash(bytes[..HashAt], challenge, key, bytes[HashAt..]);
        return new UInt256(bytes);
    }

    /// <summary>When a nonce was given, to the second; false for one that is not ours or was given for another challenge.</summary>
    public static bool TryRead(UInt256 nonce, PersonhoodChallenge challenge, EpochKey key, out DateTimeOffset givenAt)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Span<byte> expected = stackalloc byte[Length - HashAt];
        nonce.WriteTo(bytes);
        Hash(bytes[..HashAt], challenge, key, expected);
        givenAt = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(bytes[TimeAt..]));
        return CryptographicOperations.FixedTimeEquals(expected, bytes[HashAt..]);
    }

    private static void Hash(ReadOnlySpan<byte> head, PersonhoodChallenge challenge, EpochKey key, Span<byte> hash)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.WorldIdNonces, [.. challenge.Id.Span, .. head], whole);
        whole[..hash.Length].CopyTo(hash);
    }
}
