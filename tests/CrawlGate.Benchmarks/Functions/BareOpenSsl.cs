using System.Runtime.InteropServices;

namespace CrawlGate.Benchmarks;

/// <summary>One key in one context and nothing but OpenSSL's calls, to compare with.</summary>
internal sealed class BareOpenSsl
{
    private const string Library = "libcrypto.so.3";
    private const int Ed25519Type = 1087;

    private readonly nint _context = NewContext();
    private readonly nint _key;

    public BareOpenSsl(byte[] publicKey) => _key = NewPublicKey(Ed25519Type, 0, publicKey, (nuint)publicKey.Length);

    public bool Verify(byte[] data, byte[] signature) =>
        VerifyInit(_context, 0, 0, 0, _key) == 1 && Verify(_context, signature, (nuint)signature.Length, data, (nuint)data.Length) == 1;

    [DllImport(Library, EntryPoint = "EVP_MD_CTX_new")]
    private static extern nint NewContext();

    [DllImport(Library, EntryPoint = "EVP_PKEY_new_raw_public_key")]
    private static extern nint NewPublicKey(int type, nint engine, byte[] key, nuint length);

    [DllImport(Library, EntryPoint = "EVP_DigestVerifyInit")]
    private static extern int VerifyInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [DllImport(Library, EntryPoint = "EVP_DigestVerify")]
    private static extern int Verify(nint context, byte[] signature, nuint signatureLength, byte[] data, nuint length);
}
