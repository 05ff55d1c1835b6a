using System.Numerics;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class ScalarTests
{
    [Fact]
    public void Only_numbers_below_the_order_are_read_and_the_rest_is_reduced()
    {
        foreach (var a in Numbers.EdgesAndSamples("read", 100))
        {
            Assert.Equal(a < Numbers.N, Scalar.TryRead(Numbers.ToBytes32(a), out _));
            Assert.Equal(Numbers.Mod(a, Numbers.N), Value(Scalar.ReadReduced(Numbers.ToBytes32(a))));
        }
    }

    [Fact]
    public void Products_negatives_and_inverses_are_those_of_BigInteger()
    {
        foreach (var a in Numbers.EdgesAndSamples("a", 200))
        {
            foreach (var b in Numbers.EdgesAndSamples("b", 20))
                Assert.Equal(Numbers.Mod(a * b, Numbers.N), Value(Scalar.Multiply(Read(a), Read(b))));

            Assert.Equal(Numbers.Mod(-a, Numbers.N), Value(Read(a).Negate()));
            Assert.Equal(Numbers.Mod(a, Numbers.N) > Numbers.N / 2, Read(a).IsHigh);
            if (!Read(a).IsZero)
                Assert.Equal(Numbers.Inverse(a, Numbers.N), Value(Read(a).Invert()));
        }
    }

    [Fact]
    public void Halves_recompose_to_the_scalar()
    {
        foreach (var k in Numbers.EdgesAndSamples("split", 2000))
        {
            // That the halves fit 128 bits follows: a longer one would have lost its upper part and not recompose.
            var split = ScalarSplit.Of(Read(k));
            var first = (BigInteger)split.First * (split.IsFirstNegative ? -1 : 1);
            var second = (BigInteger)split.Second * (split.IsSecondNegative ? -1 : 1);
            Assert.Equal(Numbers.Mod(k, Numbers.N), Numbers.Mod(first + (Numbers.Lambda * second), Numbers.N));
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    public void Windowed_forms_are_sparse_odd_and_sum_to_the_number(int width)
    {
        var digits = new short[WindowedNaf.Positions];
        foreach (var number in Numbers.EdgesAndSamples("naf", 500).Select(n => (UInt128)(n & (BigInteger.Pow(2, 128) - 1))))
        {
            WindowedNaf.Write(number, isNegative: false, width, digits);
            var sum = BigInteger.Zero;
            var last = -width;
            for (var i = 0; i < digits.Length; i++)
            {
                if (digits[i] == 0)
                    continue;

                Assert.True(digits[i] % 2 != 0 && Math.Abs(digits[i]) < 1 << (width - 1));
                Assert.True(i - last >= width);
                last = i;
                sum += (BigInteger)digits[i] << i;
            }

            Assert.Equal((BigInteger)number, sum);

            var negatives = new short[WindowedNaf.Positions];
            WindowedNaf.Write(number, isNegative: true, width, negatives);
            Assert.Equal(digits.Select(d => (short)-d), negatives);
        }
    }

    private static Scalar Read(BigInteger value) => Scalar.ReadReduced(Numbers.ToBytes32(value));

    private static BigInteger Value(Scalar scalar) => Numbers.ToBigInteger(scalar.ToBytes32());
}
