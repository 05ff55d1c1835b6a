namespace CrawlGate.Personhood;

/// <summary>
/// A line through points of the twist, up to a factor of <see cref="Fp2"/> that the final exponentiation removes: at a point (x, y) of G1
/// its value is Y · y + X · x · w + Constant · w³.
/// </summary>
internal readonly record struct MillerLine(Fp2 Y, Fp2 X, Fp2 Constant);

/// <summary>A line divided by its first coefficient, for points that are paired again and again.</summary>
internal readonly record struct UnitMillerLine(Fp2 X, Fp2 Constant);
