using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CrawlGate.WebBotAuth;

/// <summary>A key of one of the platform's algorithms, whose objects promise nothing about threads: each verification has one to itself.</summary>
internal abstract class PlatformKey<TAlgorithm> : VerificationKey
    where TAlgorithm : AsymmetricAlgorithm
{
    private readonly ConcurrentBag<TAlgorithm> _idle = [];

    protected PlatformKey(TAlgorithm first, string keyId)
        : base(keyId) => _idle.Add(first);

    /// <inheritdoc/>
    public sealed override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!_idle.TryTake(out var algorithm))
            algorithm = Create();

        try
        {
            return Verify(algorithm, data, signature);
        }
        catch (CryptographicException)
        {
            // A platform may report an impossible signature this way instead of answering.
            return false;
        }
        finally
        {
            _idle.Add(algorithm);
        }
    }

    protected abstract TAlgorithm Create();

    protected abstract bool Verify(TAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}
