namespace CrawlGate.Ethereum;

/// <summary>A signer over a private key held in memory.</summary>
public sealed class PrivateKeySigner : IEthereumSigner, IDisposable
{
    /// <inheritdoc/>
    public Address Address => throw new NotImplementedException();

    /// <summary>Takes 64 hexadecimal digits, with or without <c>0x</c>.</summary>
    /// <exception cref="FormatException">Not a key in [1, n − 1].</exception>
    public static PrivateKeySigner FromHex(ReadOnlySpan<char> key) => throw new NotImplementedException();

    /// <summary>Reads the key from a file that holds nothing else but white space around it.</summary>
    public static PrivateKeySigner FromFile(string path) => throw new NotImplementedException();

    /// <summary>Reads the key from an environment variable.</summary>
    public static PrivateKeySigner FromEnvironment(string name) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask<EcdsaSignature> SignAsync(Bytes32 digest, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Overwrites the key.</summary>
    public void Dispose() => throw new NotImplementedException();
}
