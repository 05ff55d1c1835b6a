using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CrawlGate.Ethereum;

/// <summary>The system's libsecp256k1 with its recovery module, called through function pointers.</summary>
internal sealed unsafe class NativeSecp256k1
{
    // The library's header: contexts for signing and verifying, which versions before 0.2 tell apart; uncompressed keys.
    private const uint ContextFlags = 0x301;
    private const uint UncompressedKey = 2;

    // x ‖ y of a key; the library puts the byte 04 before them.
    private const int KeyLength = 64;

    // The size of the library's opaque key and of its opaque recoverable signature; the latter is one byte longer.
    private const int OpaqueKeyLength = 64;
    private const int OpaqueSignatureLength = 65;

    // Two contexts that never change after construction, which makes them safe to share between threads.
    private readonly nint _verifying;
    private readonly nint _signing;

    private readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, int> _createKey;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint*, byte*, uint, int> _serializeKey;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, int, int> _parse;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, int*, byte*, int> _serialize;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, int> _recover;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, void*, void*, int> _sign;

    private NativeSecp256k1(nint library)
    {
        var createContext = (delegate* unmanaged[Cdecl]<uint, nint>)Export(library, "context_create");
        var randomizeContext = (delegate* unmanaged[Cdecl]<nint, byte*, int>)Export(library, "context_randomize");
        _createKey = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, int>)Export(library, "ec_pubkey_create");
        _serializeKey = (delegate* unmanaged[Cdecl]<nint, byte*, nuint*, byte*, uint, int>)Export(library, "ec_pubkey_serialize");
        _parse = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, int, int>)Export(library, "ecdsa_recoverable_signature_parse_compact");
        _serialize = (delegate* unmanaged[Cdecl]<nint, byte*, int*, byte*, int>)Export(library, "ecdsa_recoverable_signature_serialize_compact");
        _recover = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, int>)Export(library, "ecdsa_recover");
        _sign = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, void*, void*, int>)Export(library, "ecdsa_sign_recoverable");

        _verifying = createContext(ContextFlags);
        _signing = createContext(ContextFlags);
        var seed = stackalloc byte[32];
        RandomNumberGenerator.Fill(new Span<byte>(seed, 32));
        if (_verifying == 0 || _signing == 0 || randomizeContext(_signing, seed) != 1)
            throw new CryptographicException("libsecp256k1 gave no context.");
    }

    /// <summary>The library, or null when this system has none with the recovery module.</summary>
    public static NativeSecp256k1? Instance { get; } = Load();

    /// <summary>The address whose key made the signature over the digest; false when there is none.</summary>
    public bool TryRecover(Bytes32 digest, Bytes32 r, Bytes32 s, int recoveryId, out Address signer)
    {
        Span<byte> publicKey = stackalloc byte[KeyLength];
        var recovered = TryRecoverKey(digest, r, s, recoveryId, publicKey);
        signer = recovered ? Address.FromPublicKey(publicKey) : default;
        return recovered;
    }

    /// <summary>Writes the 64 bytes x ‖ y of the key that made the signature over the digest; false when there is none.</summary>
    public bool TryRecoverKey(Bytes32 digest, Bytes32 r, Bytes32 s, int recoveryId, Span<byte> publicKey)
    {
        var compact = stackalloc byte[64];
        r.WriteTo(new Span<byte>(compact, 32));
        s.WriteTo(new Span<byte>(compact + 32, 32));
        var message = stackalloc byte[32];
        digest.WriteTo(new Span<byte>(message, 32));
        var signature = stackalloc byte[OpaqueSignatureLength];
        var key = stackalloc byte[OpaqueKeyLength];
        if (_parse(_verifying, signature, compact, recoveryId) != 1 || _recover(_verifying, key, signature, message) != 1)
            return false;

        Serialize(key, publicKey);
        return true;
    }

    /// <summary>The address of a private key; false when the key is not in [1, n − 1].</summary>
    public bool TryGetAddress(ReadOnlySpan<byte> privateKey, out Address address)
    {
        address = default;
        var key = stackalloc byte[OpaqueKeyLength];
        fixed (byte* secret = privateKey)
        {
            if (_createKey(_signing, key, secret) != 1)
                return false;
        }

        Span<byte> publicKey = stackalloc byte[KeyLength];
        Serialize(key, publicKey);
        address = Address.FromPublicKey(publicKey);
        return true;
    }

    /// <summary>Signs with the nonce of RFC 6979, the library's own default.</summary>
    public EcdsaSignature Sign(Bytes32 digest, ReadOnlySpan<byte> privateKey)
    {
        var message = stackalloc byte[32];
        digest.WriteTo(new Span<byte>(message, 32));
        var signature = stackalloc byte[OpaqueSignatureLength];
        var compact = stackalloc byte[64];
        int recoveryId;
        fixed (byte* secret = privateKey)
        {
            if (_sign(_signing, signature, message, secret, null, null) != 1)
                throw new CryptographicException("libsecp256k1 refused to sign.");
        }

        _serialize(_signing, compact, &recoveryId, signature);
        return EcdsaSignature.FromRecoverable(
            new Bytes32(new ReadOnlySpan<byte>(compact, 32)), new Bytes32(new ReadOnlySpan<byte>(compact + 32, 32)), recoveryId);
    }

    private void Serialize(byte* key, Span<byte> publicKey)
    {
        nuint length = KeyLength + 1;
        var uncompressed = stackalloc byte[KeyLength + 1];
        _serializeKey(_verifying, uncompressed, &length, key, UncompressedKey);
        new ReadOnlySpan<byte>(uncompressed + 1, KeyLength).CopyTo(publicKey);
    }

    private static NativeSecp256k1? Load()
    {
        foreach (var name in Names())
        {
            if (!NativeLibrary.TryLoad(name, typeof(NativeSecp256k1).Assembly, null, out var library))
                continue;

            try
            {
                return new NativeSecp256k1(library);
            }
            catch (Exception error) when (error is EntryPointNotFoundException or CryptographicException)
            {
                // Built without the recovery module, say: another version may have it, and managed code does the work otherwise.
                NativeLibrary.Free(library);
            }
        }

        return null;
    }

    private static string[] Names() =>
        OperatingSystem.IsWindows() ? ["libsecp256k1-6.dll", "libsecp256k1-5.dll", "libsecp256k1-2.dll", "libsecp256k1-1.dll", "libsecp256k1.dll", "secp256k1.dll"]
        : OperatingSystem.IsMacOS() ? ["libsecp256k1.dylib", "/opt/homebrew/lib/libsecp256k1.dylib", "/usr/local/lib/libsecp256k1.dylib"]
        : ["libsecp256k1.so.6", "libsecp256k1.so.5", "libsecp256k1.so.2", "libsecp256k1.so.1", "libsecp256k1.so.0", "libsecp256k1.so"];

    private static nint Export(nint library, string name) => NativeLibrary.GetExport(library, "secp256k1_" + name);
}
