using System.Security.Cryptography;
using System.Text;

namespace CrawlGate.Ethereum;

/// <summary>
/// A signer over a private key held in memory. With libsecp256k1 signatures are deterministic (RFC 6979); without it the
/// platform's ECDSA signs, with random nonces. No error and no text form of it contains the key.
/// </summary>
public sealed class PrivateKeySigner : IEthereumSigner, IDisposable
{
    private const int MaxFileLength = 1024;

    // The order of the group, big-endian.
    private static readonly byte[] Order = Scalar.OrderBytes();

    private readonly Lock _lock = new();
    private readonly byte[] _key;
    private readonly NativeSecp256k1? _native;
    private bool _disposed;

    /// <summary>Copies a key; without a library the platform signs.</summary>
    internal PrivateKeySigner(ReadOnlySpan<byte> key, NativeSecp256k1? native)
    {
        if (!IsInRange(key))
            throw new FormatException("Not a private key: it must be 32 bytes between 1 and the order of secp256k1.");

        _native = native;
        if (native is null)
            Address = PlatformSecp256k1.GetAddress(key);
        else if (native.TryGetAddress(key, out var address))
            Address = address;
        else
            throw new FormatException("Not a private key.");

        // Pinned, so that the garbage collector leaves no copies behind.
        _key = GC.AllocateUninitializedArray<byte>(Bytes32.Length, pinned: true);
        key.CopyTo(_key);
    }

    /// <inheritdoc/>
    public Address Address { get; }

    /// <summary>Takes 64 hexadecimal digits, with or without <c>0x</c>.</summary>
    /// <exception cref="FormatException">Not a key in [1, n − 1].</exception>
    /// <exception cref="PlatformNotSupportedException">There is neither libsecp256k1 nor the curve in the platform's ECDSA.</exception>
    public static PrivateKeySigner FromHex(ReadOnlySpan<char> key)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        try
        {
            if (!TryDecode(key, bytes))
                throw new FormatException("Not a private key: it must be 64 hexadecimal digits.");

            return new PrivateKeySigner(bytes, Secp256k1.Native);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Reads the key from a file that holds nothing else but white space around it.</summary>
    /// <exception cref="FormatException">The file does not hold a key in [1, n − 1].</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PrivateKeySigner FromFile(string path)
    {
        // Whoever resolves paths before may have put a folder in front of it; the system's message would repeat all of it.
        if (IsKey(path) || IsKey(Path.GetFileName(path)))
            throw new ArgumentException("This is a key, not the path of a file that holds one.", nameof(path));

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var bytes = GC.AllocateUninitializedArray<byte>(MaxFileLength, pinned: true);
        var text = GC.AllocateUninitializedArray<char>(MaxFileLength, pinned: true);
        try
        {
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length == MaxFileLength)
                throw new FormatException("Not a private key: the file is too long.");

            return FromHex(text.AsSpan(0, Encoding.Latin1.GetChars(bytes, 0, length, text, 0)).Trim());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            Array.Clear(text);
        }
    }

    /// <summary>Reads the key from an environment variable, white space around it aside.</summary>
    /// <exception cref="InvalidOperationException">The variable is not set.</exception>
    /// <exception cref="FormatException">It does not hold a key in [1, n − 1].</exception>
    public static PrivateKeySigner FromEnvironment(string name)
    {
        if (IsKey(name))
            throw new ArgumentException("This is a key, not the name of a variable that holds one.", nameof(name));

        var value = Environment.GetEnvironmentVariable(name)
            ?? throw new InvalidOperationException($"The environment variable {name} is not set.");
        return FromHex(value.AsSpan().Trim());
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The key is gone.</exception>
    public ValueTask<EcdsaSignature> SignAsync(Bytes32 digest, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Sign(digest));
    }

    /// <summary>Overwrites the key.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            CryptographicOperations.ZeroMemory(_key);
        }
    }

    /// <summary>The address: never the key.</summary>
    public override string ToString() => $"PrivateKeySigner {Address}";

    private EcdsaSignature Sign(Bytes32 digest)
    {
        // A copy, so that a signature never sees a key half overwritten and signers do not wait for each other.
        Span<byte> key = stackalloc byte[Bytes32.Length];
        try
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                _key.CopyTo(key);
            }

            return _native is null ? PlatformSecp256k1.Sign(digest, key, Address) : _native.Sign(digest, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static bool TryDecode(ReadOnlySpan<char> text, Span<byte> key)
    {
        if (text is ['0', 'x', ..])
            text = text[2..];

        return text.Length == 2 * key.Length
            && Convert.FromHexString(text, key, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    private static bool IsKey(string text)
    {
        Span<byte> key = stackalloc byte[Bytes32.Length];
        var isKey = TryDecode(text.AsSpan().Trim(), key);
        CryptographicOperations.ZeroMemory(key);
        return isKey;
    }

    /// <summary>Whether the key is in [1, n − 1], in a time that does not depend on it.</summary>
    private static bool IsInRange(ReadOnlySpan<byte> key)
    {
        if (key.Length != Bytes32.Length)
            return false;

        var borrow = 0;
        var bits = 0;
        for (var i = key.Length - 1; i >= 0; i--)
        {
            borrow = ((key[i] - Order[i] - borrow) >> 31) & 1;
            bits |= key[i];
        }

        return (borrow == 1) & (bits != 0);
    }
}
