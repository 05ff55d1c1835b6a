using System.Runtime.CompilerServices;

namespace CrawlGate.Ethereum;

/// <summary>
/// A public key with a table of its multiples (41 kB), which verifies a signature faster than the key could be recovered from it.
/// </summary>
internal sealed class KnownKey
{
    // The key's table is small since there are many; the generator's exists once.
    private const int Width = 8;
    private const int GeneratorWidth = 10;

    private static readonly ChunkedMultiples Generator = new(AffinePoint.Generator, GeneratorWidth);

    private readonly ChunkedMultiples _multiples;

    /// <summary>Computes the table of an uncompressed public key without its <c>04</c> prefix (64 bytes), a point of the curve.</summary>
    public KnownKey(ReadOnlySpan<byte> publicKey)
    {
        Address = Address.FromPublicKey(publicKey);
        AffinePoint point;
        point.X = FieldElement.FromBigEndian(publicKey[..32]);
        point.Y = FieldElement.FromBigEndian(publicKey[32..]);
        _multiples = new ChunkedMultiples(point, Width);
    }

    /// <summary>The key's address.</summary>
    public Address Address { get; }

    /// <summary>Whether recovering from the signature over the digest would give this key. Allocates nothing.</summary>
    /// <remarks>
    /// Recovery gives Q = (s·R − z·G) / r for the R with x coordinate r and the parity v tells. That is this key exactly when
    /// R = (z·G + r·Q) / s has this x, as a field element and not only modulo n, and this parity.
    /// </remarks>
    public bool Verify(Bytes32 digest, in EcdsaSignature signature)
    {
        // Zero has no inverse, but only the default signature has it.
        if (!Scalar.TryRead(signature.S, out var s) || s.IsZero || !Scalar.TryRead(signature.R, out var r))
            return false;

        var inverse = s.Invert();
        var forGenerator = Scalar.Multiply(Scalar.ReadReduced(digest), inverse);
        var forKey = Scalar.Multiply(r, inverse);
        if (!TrySum(forGenerator, forKey, out var nonce))
            return false;

        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        signature.R.WriteTo(bytes);
        FieldElement.Subtract(nonce.X, FieldElement.FromBigEndian(bytes), 1, out var difference);
        return difference.IsZero() && nonce.Y.IsOdd == (signature.V != EcdsaSignature.FirstV);
    }

    /// <summary>g·G + k·Q; false when it is the point at infinity.</summary>
    [SkipLocalsInit]
    private bool TrySum(in Scalar g, in Scalar k, out AffinePoint result)
    {
        Span<short> g1 = stackalloc short[WindowedNaf.Positions], g2 = stackalloc short[WindowedNaf.Positions];
        Span<short> k1 = stackalloc short[WindowedNaf.Positions], k2 = stackalloc short[WindowedNaf.Positions];
        Generator.WriteDigits(g, g1, g2);
        _multiples.WriteDigits(k, k1, k2);

        var sum = JacobianPoint.Infinity;
        for (var bit = ChunkedMultiples.Spacing - 1; bit >= 0; bit--)
        {
            sum.Double();
            Generator.AddTo(ref sum, bit, g1, g2);
            _multiples.AddTo(ref sum, bit, k1, k2);
        }

        return sum.TryMakeAffine(FieldElement.One, out result);
    }
}
