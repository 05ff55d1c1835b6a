using System.Globalization;
using System.Numerics;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using static CrawlGate.Tests.Personhood.Reference;

namespace CrawlGate.Tests.Personhood;

public sealed class PairingTests
{
    private static readonly G1 P1 = new(Fp.One, Fp.From(2));

    [Fact]
    public void The_family_parameter_gives_the_known_prime_and_order()
    {
        Assert.Equal(P, CurveParameter.P);
        Assert.Equal(R, CurveParameter.R.ToBigInteger());
    }

    [Fact]
    public void The_pairing_is_bilinear_and_not_degenerate()
    {
        var q = Points.Generator;
        var one = Pair(P1, q);
        Assert.NotEqual(Fp12.One, one);

        var power = Fp12.One;
        for (var i = 0; i < 77; i++)
            power *= one;
        Assert.Equal(power, Pair(Multiply(P1, 77), q));
        Assert.Equal(power, Pair(P1, Multiply(q, 77)!.Value));
        Assert.Equal(power, Pair(Multiply(P1, 7), Multiply(q, 11)!.Value));
        Assert.Equal(power.Conjugate(), Pair(-Multiply(P1, 77), q));

        var (a, b) = (BigInteger.Pow(3, 150), BigInteger.Pow(5, 108));
        Assert.Equal(Pair(Multiply(P1, a * b % R), q), Pair(Multiply(P1, a), Multiply(q, b)!.Value));
    }

    [Fact]
    public void The_value_of_a_pairing_has_order_r()
    {
        var power = Fp12.One;
        var one = Pair(P1, Points.Generator);
        for (var bit = (int)R.GetBitLength() - 1; bit >= 0; bit--)
        {
            power = power.Square();
            if (!((R >> bit) & 1).IsZero)
                power *= one;
        }

        Assert.Equal(Fp12.One, power);
    }

    [Fact]
    public void The_subgroup_check_is_that_of_multiplying_by_the_order()
    {
        var lines = new MillerLine[MillerLines.Count];
        for (uint i = 1; i <= 5; i++)
        {
            var outside = Points.OnTwist(i);
            Assert.NotNull(Multiply(outside, R));
            Assert.False(MillerLines.TryCompute(outside, lines));
            Assert.Null(MillerLines.Precompute(outside));

            var inside = Multiply(outside, Points.Cofactor)!.Value;
            Assert.Null(Multiply(inside, R));
            Assert.True(MillerLines.TryCompute(inside, lines));
        }
    }

    /// <summary>Points whose multiples in the loop collide: the orders of some are so small that the loop goes round them.</summary>
    [Theory]
    [InlineData("10069")]
    [InlineData("5864401")]
    public void Points_of_small_order_outside_the_subgroup_are_refused(string order)
    {
        var small = BigInteger.Parse(order, CultureInfo.InvariantCulture);
        Assert.Equal(BigInteger.Zero, Points.Cofactor % small);
        for (uint i = 1; i <= 5; i++)
        {
            if (Multiply(Points.OnTwist(i), R * (Points.Cofactor / small)) is not { } point)
                continue;

            Assert.Null(Multiply(point, small));
            Assert.False(MillerLines.TryCompute(point, new MillerLine[MillerLines.Count]));
        }
    }

    [Fact]
    public void Sums_of_multiples_are_those_of_adding_one_bit_at_a_time()
    {
        G1[] bases = [Multiply(P1, 5), Multiply(P1, 7), Multiply(P1, 11)];
        var sums = new FixedBases(Multiply(P1, 3), bases);
        BigInteger[] scalars = [0, 1, 2, 31, 32, 33, 63, 64, R - 1, R - 2, (BigInteger.One << 253) - 1, BigInteger.One << 253, BigInteger.Pow(3, 159), BigInteger.Pow(7, 90)];
        foreach (var a in scalars)
        {
            foreach (var b in scalars)
            {
                var expected = Multiply(P1, (3 + (5 * a) + (7 * b) + (11 * (R - 1))) % R);
                UInt256[] words = [UInt256.FromBigInteger(a), UInt256.FromBigInteger(b), UInt256.FromBigInteger(R - 1)];
                Assert.Equal(expected, sums.Sum(words).ToAffine());
            }
        }
    }

    [Fact]
    public void A_sum_may_be_infinity()
    {
        var sums = new FixedBases(P1, [P1]);
        Assert.True(sums.Sum([UInt256.FromBigInteger(R - 1)]).IsInfinity);
    }

    private static Fp12 Pair(G1 p, G2 q)
    {
        var lines = new MillerLine[MillerLines.Count];
        Assert.True(MillerLines.TryCompute(q, lines));
        return Pairing.FinalExponentiation(MillerLoop.Run(p, lines));
    }
}
