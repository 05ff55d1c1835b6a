using System.Buffers.Binary;
using System.Security.Cryptography;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// Redemption contexts that nobody has to remember: the HMAC-SHA256 of a time window and of whatever the token is bound to, such as a
/// visitor's challenge. Those of the current window and of the one before are accepted.
/// </summary>
/// <param name="key">A secret of at least 32 bytes, the same on every instance.</param>
/// <param name="window">How long a window lasts, in whole seconds: a token can be spent for one to two of them.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class RedemptionContexts(ReadOnlySpan<byte> key, TimeSpan window, TimeProvider? timeProvider = null)
{
    private const int MinKeyLength = 32;
    private const int MessageLength = sizeof(long) + SHA256.HashSizeInBytes;

    private readonly byte[] _key = key.Length >= MinKeyLength
        ? key.ToArray()
        : throw new ArgumentException("The key has at least 32 bytes.", nameof(key));

    private readonly long _seconds = window >= TimeSpan.FromSeconds(1)
        ? (long)window.TotalSeconds
        : throw new ArgumentOutOfRangeException(nameof(window), "A window lasts at least a second.");

    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;

    /// <summary>Until when the nonce of a token that is spent now has to be remembered: by then its context is over.</summary>
    public DateTimeOffset SpentUntil => DateTimeOffset.FromUnixTimeSeconds((CurrentWindow + 2) * _seconds);

    private long CurrentWindow => _timeProvider.GetUtcNow().ToUnixTimeSeconds() / _seconds;

    /// <summary>The context to put into a challenge now.</summary>
    public Bytes32 Current(ReadOnlySpan<byte> binding)
    {
        Span<byte> message = stackalloc byte[MessageLength];
        SHA256.HashData(binding, message[sizeof(long)..]);
        return Of(CurrentWindow, message);
    }

    /// <summary>The contexts that a token may have now: the current one and the one before. Allocates nothing.</summary>
    public (Bytes32 Current, Bytes32 Previous) Accepted(ReadOnlySpan<byte> binding)
    {
        Span<byte> message = stackalloc byte[MessageLength];
        SHA256.HashData(binding, message[sizeof(long)..]);
        var current = CurrentWindow;
        return (Of(current, message), Of(current - 1, message));
    }

    /// <summary>The MAC of a window and of the hash that stands in the message already, so that a binding of any length fits.</summary>
    private Bytes32 Of(long window, Span<byte> message)
    {
        BinaryPrimitives.WriteInt64BigEndian(message, window);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, message, mac);
        return new Bytes32(mac);
    }
}
