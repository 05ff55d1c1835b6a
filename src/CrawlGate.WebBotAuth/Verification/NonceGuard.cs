using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CrawlGate.WebBotAuth;

/// <summary>What is known of a nonce.</summary>
internal enum NonceUse
{
    New,
    Repeated,
    Full,
}

/// <summary>
/// Remembers the nonces of verified signatures until these expire. One key's signatures cannot use up the room of all others, and
/// when there is no room the answer says so: a nonce is never forgotten early.
/// </summary>
internal sealed class NonceGuard(int capacity)
{
    private readonly int _perKey = Math.Max(1, capacity / 4);
    private readonly HashSet<UInt128> _seen = [];
    private readonly Dictionary<string, int> _counts = [];
    private readonly PriorityQueue<(UInt128 Nonce, string KeyId), long> _byExpiry = new();
    private readonly Lock _lock = new();

    /// <summary>Records a nonce, atomically: of two equal ones exactly one is new.</summary>
    /// <param name="keyId">The key's thumbprint.</param>
    /// <param name="nonce">The nonce as received.</param>
    /// <param name="expires">When the signature expires, Unix seconds.</param>
    /// <param name="now">Unix seconds.</param>
    public NonceUse Use(string keyId, string nonce, long expires, long now)
    {
        var id = Identify(keyId, nonce);
        lock (_lock)
        {
            Forget(now);
            if (_seen.Contains(id))
                return NonceUse.Repeated;

            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, keyId, out _);
            if (_seen.Count >= capacity || count >= _perKey)
            {
                if (count == 0)
                    _counts.Remove(keyId);
                return NonceUse.Full;
            }

            count++;
            _seen.Add(id);
            _byExpiry.Enqueue((id, keyId), expires);
            return NonceUse.New;
        }
    }

    private void Forget(long now)
    {
        while (_byExpiry.TryPeek(out var oldest, out var expires) && expires < now)
        {
            _byExpiry.Dequeue();
            _seen.Remove(oldest.Nonce);
            if (--CollectionsMarshal.GetValueRefOrNullRef(_counts, oldest.KeyId) == 0)
                _counts.Remove(oldest.KeyId);
        }
    }

    // 128 bits of a hash: a fixed size whatever was sent, and no two that anybody could make alike. Key ids have one length.
    private static UInt128 Identify(string keyId, string nonce)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(keyId.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(nonce.AsSpan()));
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
