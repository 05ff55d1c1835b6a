using System.Runtime.CompilerServices;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Groth16 over BN254 (J. Groth, “On the Size of Pairing-based Non-interactive Arguments”, 2016): verification.</summary>
public static class Groth16
{
    /// <summary>
    /// Whether the proof shows that somebody knows a witness for these public inputs: e(A, B) = e(α, β) · e(L, γ) · e(C, δ) with
    /// L = IC₀ + Σ inputᵢ · ICᵢ₊₁. It allocates nothing.
    /// </summary>
    /// <remarks>
    /// Anything else than the one canonical spelling is refused and never reduced: coordinates of p and above, public inputs of r and
    /// above, another number of inputs than the key's, points at infinity, off their curve or outside their group. A valid proof can still be turned
    /// into another valid one for the same inputs by anybody, so that a proof's bytes never tell whether it was seen before: the nullifier does.
    /// </remarks>
    [SkipLocalsInit]
    public static bool Verify(Groth16VerifyingKey key, ReadOnlySpan<UInt256> publicInputs, in Groth16Proof proof)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (publicInputs.Length != key.PublicInputCount || !AreScalars(publicInputs)
            || !G1.TryFrom(proof.Ax, proof.Ay, out var a)
            || !G2.TryFrom(proof.BxReal, proof.BxImaginary, proof.ByReal, proof.ByImaginary, out var b)
            || !G1.TryFrom(proof.Cx, proof.Cy, out var c))
        {
            return false;
        }

        Span<MillerLine> lines = stackalloc MillerLine[MillerLines.Count];
        if (!MillerLines.TryCompute(b, lines))
            return false;

        // Infinity would take a known relation between the key's points, which its makers did not leave.
        var inputs = key.Inputs.Sum(publicInputs);
        if (inputs.IsInfinity)
            return false;

        PairedPoint.Negate(inputs, c, out var negatedInputs, out var negatedC);
        var product = MillerLoop.Run(a, lines, negatedInputs, key.Gamma, negatedC, key.Delta) * key.NegatedAlphaBeta;
        return Pairing.FinalExponentiation(product) == Fp12.One;
    }

    private static bool AreScalars(ReadOnlySpan<UInt256> inputs)
    {
        foreach (var input in inputs)
        {
            if (input >= CurveParameter.R)
                return false;
        }

        return true;
    }
}
