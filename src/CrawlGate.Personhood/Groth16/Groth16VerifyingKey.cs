namespace CrawlGate.Personhood;

/// <summary>
/// A Groth16 verifying key over BN254 with everything that can be computed before a proof comes. It is immutable and may be shared.
/// </summary>
public sealed class Groth16VerifyingKey
{
    /// <summary>The digits of so many scalars fit the stack.</summary>
    internal const int MaxPublicInputs = 64;

    private readonly UnitMillerLine[] _gamma;
    private readonly UnitMillerLine[] _delta;
    private readonly FixedBases _inputs;
    private readonly Fp12 _negatedAlphaBeta;

    private Groth16VerifyingKey(Fp12 negatedAlphaBeta, UnitMillerLine[] gamma, UnitMillerLine[] delta, FixedBases inputs)
    {
        _negatedAlphaBeta = negatedAlphaBeta;
        _gamma = gamma;
        _delta = delta;
        _inputs = inputs;
    }

    /// <summary>How many public inputs the circuit has.</summary>
    public int PublicInputCount => _inputs.Count;

    internal ReadOnlySpan<UnitMillerLine> Gamma => _gamma;

    internal ReadOnlySpan<UnitMillerLine> Delta => _delta;

    internal FixedBases Inputs => _inputs;

    /// <summary>The Miller loop of −α and β.</summary>
    internal ref readonly Fp12 NegatedAlphaBeta => ref _negatedAlphaBeta;

    /// <summary>
    /// Reads the JSON that snarkjs writes (<c>snarkjs zkey export verificationkey</c>): <c>vk_alpha_1</c>, <c>vk_beta_2</c>,
    /// <c>vk_gamma_2</c>, <c>vk_delta_2</c> and <c>IC</c> in decimal.
    /// </summary>
    /// <exception cref="FormatException">
    /// It is not such JSON, is for another protocol or curve, or a point is at infinity, off the curve or outside its group.
    /// </exception>
    public static Groth16VerifyingKey ParseSnarkJs(ReadOnlySpan<byte> utf8Json) => SnarkJsKey.Parse(utf8Json);

    /// <summary>Checks that the points of G2 are in it and computes; the points of G1 are on the curve, which is enough.</summary>
    /// <exception cref="FormatException">A point is outside the group, or the number of inputs is none or too large.</exception>
    internal static Groth16VerifyingKey Create(in G1 alpha, in G2 beta, in G2 gamma, in G2 delta, ReadOnlySpan<G1> inputs)
    {
        if (inputs.Length is < 1 or > MaxPublicInputs + 1)
            throw new FormatException("A verifying key has the points of 0 to 64 public inputs and a constant.");

        var betaLines = new MillerLine[MillerLines.Count];
        if (!MillerLines.TryCompute(beta, betaLines))
            throw OutsideG2("beta");

        return new Groth16VerifyingKey(
            MillerLoop.Run(-alpha, betaLines),
            MillerLines.Precompute(gamma) ?? throw OutsideG2("gamma"),
            MillerLines.Precompute(delta) ?? throw OutsideG2("delta"),
            new FixedBases(inputs[0], inputs[1..]));
    }

    private static FormatException OutsideG2(string name) => new($"The verifying key's {name} is outside the subgroup G2.");
}
