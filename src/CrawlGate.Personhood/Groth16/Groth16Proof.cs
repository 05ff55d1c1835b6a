using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// A Groth16 proof over BN254 as it came: three points in affine coordinates, of which nothing is known yet. Elements of the quadratic
/// extension are written real part first.
/// </summary>
/// <param name="Ax">A, in G1.</param>
/// <param name="Ay">A, in G1.</param>
/// <param name="BxReal">B, in G2.</param>
/// <param name="BxImaginary">B, in G2.</param>
/// <param name="ByReal">B, in G2.</param>
/// <param name="ByImaginary">B, in G2.</param>
/// <param name="Cx">C, in G1.</param>
/// <param name="Cy">C, in G1.</param>
public readonly record struct Groth16Proof(
    UInt256 Ax,
    UInt256 Ay,
    UInt256 BxReal,
    UInt256 BxImaginary,
    UInt256 ByReal,
    UInt256 ByImaginary,
    UInt256 Cx,
    UInt256 Cy);
