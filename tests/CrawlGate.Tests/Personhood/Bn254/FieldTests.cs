using System.Numerics;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using FsCheck;
using FsCheck.Fluent;
using static CrawlGate.Tests.Personhood.Reference;

namespace CrawlGate.Tests.Personhood;

public sealed class FieldTests
{
    [Fact]
    public void Sums_differences_products_and_inverses_are_those_of_big_integers() =>
        Check(Gen.Zip(Residues, Residues), pair =>
        {
            var (a, b) = pair;
            Assert.Equal(Mod(a + b, P), Value(Element(a) + Element(b)));
            Assert.Equal(Mod(a - b, P), Value(Element(a) - Element(b)));
            Assert.Equal(Mod(-a, P), Value(-Element(a)));
            Assert.Equal(Mod(a * b, P), Value(Element(a) * Element(b)));
            Assert.Equal(Mod(a * a, P), Value(Element(a).Square()));
            Assert.Equal(Mod((a * b) + (b * b), P), Value(Fp.SumOfProducts(Element(a), Element(b), Element(b), Element(b))));
            Assert.Equal(Reference.Inverse(a), Value(Element(a).Inverse()));
            Assert.Equal(a == b, Element(a) == Element(b));
        });

    [Fact]
    public void Square_roots_are_found_exactly_where_Eulers_criterion_says() =>
        Check(Residues, a =>
        {
            var isSquare = BigInteger.ModPow(a, (P - 1) / 2, P) <= 1;
            Assert.Equal(isSquare, Element(a).TrySqrt(out var root));
            if (isSquare)
                Assert.Equal(BigInteger.ModPow(a, (P + 1) / 4, P), Value(root));
        });

    [Fact]
    public void Integers_of_p_and_above_are_refused_and_never_reduced()
    {
        for (var offset = 0; offset < 1000; offset++)
        {
            Assert.False(Fp.TryFrom(UInt256.FromBigInteger(P + offset), out _));
            Assert.True(Fp.TryFrom(UInt256.FromBigInteger(P - 1 - offset), out _));
        }

        Assert.False(Fp.TryFrom(UInt256.FromBigInteger(2 * P), out _));
        Assert.False(Fp.TryFrom(UInt256.MaxValue, out _));
    }

    [Fact]
    public void The_quadratic_extension_is_that_of_big_integers() =>
        Check(Gen.Zip(Pairs, Pairs), pair =>
        {
            var (a, b) = pair;
            Assert.Equal(Times(a, b), Value(Element(a) * Element(b)));
            Assert.Equal(Times(a, a), Value(Element(a).Square()));
            Assert.Equal(Times(a, (9, 1)), Value(Element(a).TimesXi()));
            Assert.Equal(Times(a, (3, 0)), Value(Element(a).Triple()));
            if (!Element(a).IsZero)
                Assert.Equal(Fp2.One, Element(a) * Element(a).Inverse());
        });

    [Fact]
    public void A_square_root_of_the_extension_is_found_with_one_of_the_norms_roots() =>
        Check(Pairs, a =>
        {
            var square = Element(a).Square();
            var found = false;
            foreach (var hint in new[] { false, true })
            {
                if (!square.TrySqrt(hint, out var root))
                    continue;

                found = true;
                Assert.True(root == Element(a) || root == -Element(a));
            }

            // A root that is purely imaginary has no real part to start from; verifier contracts do not find it either.
            Assert.True(found || a.Real.IsZero);
        });

    [Fact]
    public void The_tower_is_that_of_big_integers() =>
        Check(Gen.Zip(Sextuples, Sextuples), pair =>
        {
            var (a, b) = pair;
            Assert.Equal(Times(a, b), Value(Element(a) * Element(b)));
            Assert.Equal(Times(a, a), Value(Element(a).Square()));
            (BigInteger, BigInteger)[] line = [b[0], b[1], (0, 0), b[3], (0, 0), (0, 0)];
            Assert.Equal(Times(a, line), Value(Element(a).TimesLine(Element(b[0]), Element(b[1]), Element(b[3]))));
            line[0] = (1, 0);
            Assert.Equal(Times(a, line), Value(Element(a).TimesUnitLine(Element(b[1]), Element(b[3]))));
            Assert.True(Element(a) * Element(a).Inverse() == Fp12.One || a.All(part => part == (0, 0)));
        });

    [Fact]
    public void The_Frobenius_map_is_the_power_of_p_and_respects_products() =>
        Check(Gen.Zip(Sextuples, Sextuples), pair =>
        {
            var (a, b) = (Element(pair.Item1), Element(pair.Item2));
            Assert.Equal(Frobenius.Apply(a * b), Frobenius.Apply(a) * Frobenius.Apply(b));
            Assert.Equal(Frobenius.ApplyTwice(a), Frobenius.Apply(Frobenius.Apply(a)));
            var thrice = Frobenius.Apply(Frobenius.ApplyTwice(a));
            Assert.Equal(a.Conjugate(), Frobenius.Apply(Frobenius.ApplyTwice(thrice)));
        });

    [Fact]
    public void The_Frobenius_map_equals_exponentiation()
    {
        (BigInteger, BigInteger)[] value = [(2, 3), (5, 7), (11, 13), (17, 19), (23, 29), (31, 37)];
        var power = Fp12.One;
        for (var bit = (int)P.GetBitLength() - 1; bit >= 0; bit--)
        {
            power = power.Square();
            if (!((P >> bit) & 1).IsZero)
                power *= Element(value);
        }

        Assert.Equal(power, Frobenius.Apply(Element(value)));
    }

    [Fact]
    public void In_the_cyclotomic_subgroup_squares_and_powers_of_u_may_be_taken_the_fast_way() =>
        Check(Sextuples.Where(value => value.Any(part => part != (0, 0))), value =>
        {
            var a = Element(value);
            var cyclotomic = a.Conjugate() * a.Inverse();
            cyclotomic = Frobenius.ApplyTwice(cyclotomic) * cyclotomic;
            Assert.Equal(cyclotomic.Square(), cyclotomic.CyclotomicSquare());
            Assert.Equal(Fp12.One, cyclotomic * cyclotomic.Conjugate());

            var power = Fp12.One;
            for (var bit = 62; bit >= 0; bit--)
            {
                power = power.Square();
                if (((CurveParameter.U >> bit) & 1) != 0)
                    power *= cyclotomic;
            }

            Assert.Equal(power, cyclotomic.CyclotomicPowerOfU());
        });

    private static void Check<T>(Gen<T> values, Action<T> holds) => Prop.ForAll(values.ToArbitrary(), holds).QuickCheckThrowOnFailure();
}
