using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CrawlGate.Personhood;

/// <summary>
/// Nonces that nobody has to remember until they are used: 16 random bytes, the end in Unix seconds and an HMAC-SHA256 tag over both and
/// the resource, in hexadecimal. Whoever uses one keeps it until it ends, in one step with looking for it.
/// </summary>
/// <param name="key">A secret of at least 32 bytes, the same on every instance.</param>
/// <param name="lifetime">How long a nonce may be used.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class AgentKitNonces(ReadOnlySpan<byte> key, TimeSpan lifetime, TimeProvider? timeProvider = null)
{
    private const int RandomLength = 16;
    private const int EndLength = 4;
    private const int TagLength = 16;
    private const int Length = RandomLength + EndLength + TagLength;
    private const int MinKeyLength = 32;

    private readonly byte[] _key = key.Length >= MinKeyLength ? key.ToArray() : throw new ArgumentException("The key has at least 32 bytes.", nameof(key));
    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;

    /// <summary>A new nonce for a resource, and when it ends.</summary>
    public (string Nonce, DateTimeOffset Ends) Create(in AgentKitResource resource)
    {
        var ends = _timeProvider.GetUtcNow().Add(lifetime).ToUnixTimeSeconds();
        Span<byte> nonce = stackalloc byte[Length];
        RandomNumberGenerator.Fill(nonce[..RandomLength]);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[RandomLength..], (uint)ends);
        WriteTag(nonce[..(RandomLength + EndLength)], resource, nonce[(RandomLength + EndLength)..]);
        return (Convert.ToHexStringLower(nonce), DateTimeOffset.FromUnixTimeSeconds(ends));
    }

    /// <summary>Whether this is one of ours for this resource, and until when. Whether that is past is for the caller.</summary>
    public bool TryRead(ReadOnlySpan<char> text, in AgentKitResource resource, out DateTimeOffset ends)
    {
        ends = default;
        Span<byte> nonce = stackalloc byte[Length];
        // One spelling only, or one nonce could be used twice.
        if (text.Length != 2 * Length || text.ContainsAnyInRange('A', 'F')
            || Convert.FromHexString(text, nonce, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        Span<byte> tag = stackalloc byte[TagLength];
        WriteTag(nonce[..(RandomLength + EndLength)], resource, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, nonce[(RandomLength + EndLength)..]))
            return false;

        ends = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(nonce[RandomLength..]));
        return true;
    }

    private void WriteTag(ReadOnlySpan<byte> head, in AgentKitResource resource, Span<byte> destination)
    {
        // A host cannot hold a slash, so the two cannot run into each other.
        Span<byte> message = stackalloc byte[RandomLength + EndLength + SHA256.HashSizeInBytes];
        head.CopyTo(message);
        SHA256.HashData(Encoding.UTF8.GetBytes(resource.Bare + resource.Path), message[head.Length..]);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, message, mac);
        mac[..TagLength].CopyTo(destination);
    }
}
