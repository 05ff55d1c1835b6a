using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CrawlGate.WebBotAuth;

/// <summary>Ed25519 by the system's libcrypto, called through function pointers: .NET has none of its own.</summary>
internal sealed unsafe class OpenSsl
{
    // EVP_PKEY_ED25519, the object's number in libcrypto's headers since 1.1.1.
    private const int Ed25519Type = 1087;

    private readonly delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint> _newPublicKey;
    private readonly delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint> _newPrivateKey;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint*, int> _getPublicKey;
    private readonly delegate* unmanaged[Cdecl]<nint, void> _freeKey;
    private readonly delegate* unmanaged[Cdecl]<nint> _newContext;
    private readonly delegate* unmanaged[Cdecl]<nint, void> _freeContext;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _resetContext;
    private readonly delegate* unmanaged[Cdecl]<nint, nint*, nint, nint, nint, int> _verifyInit;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, int> _verify;
    private readonly delegate* unmanaged[Cdecl]<nint, nint*, nint, nint, nint, int> _signInit;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint*, byte*, nuint, int> _sign;
    private readonly delegate* unmanaged[Cdecl]<void> _clearErrors;

    [ThreadStatic]
    private static EvpContext? t_context;

    private OpenSsl(nint library)
    {
        _newPublicKey = (delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint>)NativeLibrary.GetExport(library, "EVP_PKEY_new_raw_public_key");
        _newPrivateKey = (delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint>)NativeLibrary.GetExport(library, "EVP_PKEY_new_raw_private_key");
        _getPublicKey = (delegate* unmanaged[Cdecl]<nint, byte*, nuint*, int>)NativeLibrary.GetExport(library, "EVP_PKEY_get_raw_public_key");
        _freeKey = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "EVP_PKEY_free");
        _newContext = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(library, "EVP_MD_CTX_new");
        _freeContext = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "EVP_MD_CTX_free");
        _resetContext = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "EVP_MD_CTX_reset");
        _verifyInit = (delegate* unmanaged[Cdecl]<nint, nint*, nint, nint, nint, int>)NativeLibrary.GetExport(library, "EVP_DigestVerifyInit");
        _verify = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, int>)NativeLibrary.GetExport(library, "EVP_DigestVerify");
        _signInit = (delegate* unmanaged[Cdecl]<nint, nint*, nint, nint, nint, int>)NativeLibrary.GetExport(library, "EVP_DigestSignInit");
        _sign = (delegate* unmanaged[Cdecl]<nint, byte*, nuint*, byte*, nuint, int>)NativeLibrary.GetExport(library, "EVP_DigestSign");
        _clearErrors = (delegate* unmanaged[Cdecl]<void>)NativeLibrary.GetExport(library, "ERR_clear_error");

        // A library may be built or configured without the curve; it is asked once, for a key that exists.
        Span<byte> seed = stackalloc byte[Ed25519.KeyLength];
        seed.Fill(1);
        using var probe = CreatePrivateKey(seed);
    }

    /// <summary>The library, or null when this system has none with Ed25519.</summary>
    public static OpenSsl? Instance { get; } = Load();

    /// <summary>The library.</summary>
    /// <exception cref="PlatformNotSupportedException">There is none.</exception>
    public static OpenSsl Required => Instance ?? throw new PlatformNotSupportedException("Ed25519 needs OpenSSL 1.1.1 or newer, and this system has no libcrypto with it.");

    /// <summary>A public key of 32 bytes.</summary>
    public EvpKey CreatePublicKey(ReadOnlySpan<byte> key)
    {
        fixed (byte* bytes = key)
            return Own(_newPublicKey(Ed25519Type, 0, bytes, (nuint)key.Length));
    }

    /// <summary>A private key of 32 bytes, the seed of RFC 8032.</summary>
    public EvpKey CreatePrivateKey(ReadOnlySpan<byte> seed)
    {
        fixed (byte* bytes = seed)
            return Own(_newPrivateKey(Ed25519Type, 0, bytes, (nuint)seed.Length));
    }

    /// <summary>Writes the 32 bytes of a key's public part.</summary>
    public void GetPublicKey(EvpKey key, Span<byte> destination)
    {
        using var lease = new EvpLease(key);
        nuint length = Ed25519.KeyLength;
        fixed (byte* bytes = destination[..Ed25519.KeyLength])
        {
            if (_getPublicKey(lease.Handle, bytes, &length) != 1)
                throw Failure();
        }
    }

    /// <summary>Whether the signature is the key's; allocates nothing once the thread has its context.</summary>
    public bool Verify(EvpKey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var context = t_context ??= CreateContext();
        using var contextLease = new EvpLease(context);
        using var keyLease = new EvpLease(key);
        fixed (byte* message = data)
        fixed (byte* bytes = signature)
        {
            // Without the reset a used context would keep the key it verified with last. A null pointer with length 0 is an empty message.
            if (_resetContext(contextLease.Handle) == 1
                && _verifyInit(contextLease.Handle, null, 0, 0, keyLease.Handle) == 1
                && _verify(contextLease.Handle, bytes, (nuint)signature.Length, message, (nuint)data.Length) == 1)
                return true;
        }

        _clearErrors();
        return false;
    }

    /// <summary>Writes the 64 bytes of a signature.</summary>
    public void Sign(EvpKey key, ReadOnlySpan<byte> data, Span<byte> signature)
    {
        // Not the thread's context: it would hold the private key long after its owner disposed of it.
        using var context = CreateContext();
        using var contextLease = new EvpLease(context);
        using var keyLease = new EvpLease(key);
        nuint length = Ed25519.SignatureLength;
        fixed (byte* message = data)
        fixed (byte* bytes = signature[..Ed25519.SignatureLength])
        {
            if (_signInit(contextLease.Handle, null, 0, 0, keyLease.Handle) != 1
                || _sign(contextLease.Handle, bytes, &length, message, (nuint)data.Length) != 1
                || length != Ed25519.SignatureLength)
                throw Failure();
        }
    }

    internal void FreeKey(nint key) => _freeKey(key);

    internal void FreeContext(nint context) => _freeContext(context);

    private EvpContext CreateContext()
    {
        var context = _newContext();
        return context == 0 ? throw Failure() : new EvpContext(this, context);
    }

    private EvpKey Own(nint key) => key == 0 ? throw Failure() : new EvpKey(this, key);

    private CryptographicException Failure()
    {
        _clearErrors();
        return new CryptographicException("OpenSSL refused an Ed25519 operation.");
    }

    private static OpenSsl? Load()
    {
        foreach (var name in Names())
        {
            if (!NativeLibrary.TryLoad(name, typeof(OpenSsl).Assembly, null, out var library))
                continue;

            try
            {
                return new OpenSsl(library);
            }
            catch (Exception error) when (error is EntryPointNotFoundException or CryptographicException)
            {
                // Too old or built without the curve; another version may have it.
                NativeLibrary.Free(library);
            }
        }

        return null;
    }

    // Never the unversioned name on macOS: the system's own library by that name ends the process that loads it.
    private static string[] Names() =>
        OperatingSystem.IsWindows() ? ["libcrypto-3-x64.dll", "libcrypto-3-arm64.dll", "libcrypto-3.dll", "libcrypto-1_1-x64.dll"]
        : OperatingSystem.IsMacOS() ? ["libcrypto.3.dylib", "/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib", "/usr/local/opt/openssl@3/lib/libcrypto.3.dylib"]
        : ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"];
}
