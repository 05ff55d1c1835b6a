using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// The relying party's signature over a challenge (World ID 4.0). It is made here, on the server: the key is registered on chain, and
/// whoever has it can ask people for proofs in the site's name.
/// </summary>
public static class RpSignature
{
    private const byte MessageVersion = 1;

    private const int RandomLength = 32;

    /// <summary>How long wallets accept a challenge unless said otherwise.</summary>
    public static TimeSpan DefaultLifetime { get; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Makes a fresh challenge. <paramref name="action"/> is null for a session, whose signature covers none; the lifetime is cut to
    /// whole seconds.
    /// </summary>
    public static Task<RpContext> CreateAsync(
        WorldIdRpId rpId, IEthereumSigner signer, string? action, TimeProvider timeProvider, TimeSpan? lifetime = null, CancellationToken cancellationToken = default)
    {
        var nonce = FieldHash.HashToField(RandomNumberGenerator.GetBytes(RandomLength));
        var now = timeProvider.GetUtcNow().ToUnixTimeSeconds();
        return SignAsync(rpId, signer, nonce, now, now + (long)(lifetime ?? DefaultLifetime).TotalSeconds, action, cancellationToken);
    }

    /// <summary>Signs a challenge whose nonce and times (Unix seconds) are given.</summary>
    public static async Task<RpContext> SignAsync(
        WorldIdRpId rpId, IEthereumSigner signer, UInt256 nonce, long createdAt, long expiresAt, string? action, CancellationToken cancellationToken = default)
    {
        var digest = Digest(Message(nonce, createdAt, expiresAt, action));
        var signature = await signer.SignAsync(digest, cancellationToken);
        return new RpContext(rpId.ToString(), nonce, createdAt, expiresAt, Hex.Encode(signature.ToArray()));
    }

    /// <summary>The bytes that are signed: 49 without an action, 81 with one; the empty action is one.</summary>
    public static byte[] Message(UInt256 nonce, long createdAt, long expiresAt, string? action)
    {
        var message = new byte[49 + (action is null ? 0 : Bytes32.Length)];
        message[0] = MessageVersion;
        nonce.WriteTo(message.AsSpan(1));
        BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(33), createdAt);
        BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(41), expiresAt);
        if (action is not null)
            WorldIdAction.Hash(action).WriteTo(message.AsSpan(49));

        return message;
    }

    /// <summary>The digest of a message as wallets sign it (EIP-191, version <c>0x45</c>).</summary>
    public static Bytes32 Digest(ReadOnlySpan<byte> message)
    {
        var prefix = Encoding.UTF8.GetBytes($"\u0019Ethereum Signed Message:\n{FieldText.Invariant((ulong)message.Length)}");
        return Keccak256.HashData([.. prefix, .. message]);
    }
}
