using System.Numerics;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class FieldElementTests
{
    [Fact]
    public void Products_squares_and_differences_are_those_of_BigInteger()
    {
        foreach (var a in Numbers.EdgesAndSamples("a", 100))
        {
            foreach (var b in Numbers.EdgesAndSamples("b", 40))
            {
                FieldElement.Multiply(Field(a), Field(b), out var product);
                Assert.Equal(Numbers.Mod(a * b, Numbers.P), Value(product));
                FieldElement.Subtract(Field(a), Field(b), 1, out var difference);
                Assert.Equal(Numbers.Mod(a - b, Numbers.P), Value(difference));
                FieldElement.SubtractTwice(Field(a), Field(b), out difference);
                Assert.Equal(Numbers.Mod(a - (2 * b), Numbers.P), Value(difference));
            }

            FieldElement.Square(Field(a), out var square);
            Assert.Equal(Numbers.Mod(a * a, Numbers.P), Value(square));
            FieldElement.Negate(Field(a), out var negative);
            Assert.Equal(Numbers.Mod(-a, Numbers.P), Value(negative));
            FieldElement.ThreeHalves(Field(a), out var threeHalves);
            Assert.Equal(Numbers.Mod(3 * a * Numbers.Inverse(2, Numbers.P), Numbers.P), Value(threeHalves));
            FieldElement.Add(Field(a), 7, out var sum);
            Assert.Equal(Numbers.Mod(a + 7, Numbers.P), Value(sum));
        }
    }

    [Fact]
    public void Carries_left_in_the_limbs_up_to_magnitude_16_do_not_change_products()
    {
        foreach (var a in Numbers.EdgesAndSamples("a", 200))
        {
            // ((a − 0) − 0) … keeps the value and raises the magnitude to 16.
            var large = Field(a);
            for (var i = 0; i < 5; i++)
                FieldElement.Subtract(large, Field(0), 2, out large);

            FieldElement.Multiply(large, large, out var product);
            Assert.Equal(Numbers.Mod(a * a, Numbers.P), Value(product));
            FieldElement.Square(large, out var square);
            Assert.Equal(Numbers.Mod(a * a, Numbers.P), Value(square));
            Assert.Equal(Numbers.Mod(a, Numbers.P), Value(large));
            Assert.Equal(Numbers.Mod(a, Numbers.P).IsZero, large.IsZero());
        }
    }

    [Fact]
    public void Square_roots_are_found_exactly_where_Eulers_criterion_says()
    {
        foreach (var a in Numbers.EdgesAndSamples("root", 100))
        {
            var isSquare = BigInteger.ModPow(a, (Numbers.P - 1) / 2, Numbers.P) <= 1;
            Assert.Equal(isSquare, FieldElement.TrySquareRoot(Field(a), out var root));
            if (isSquare)
                Assert.Equal(Numbers.Mod(a, Numbers.P), Numbers.Mod(Value(root) * Value(root), Numbers.P));
        }
    }

    [Fact]
    public void Inverses_are_those_of_BigInteger()
    {
        foreach (var a in Numbers.EdgesAndSamples("inverse", 500).Where(a => !Numbers.Mod(a, Numbers.P).IsZero))
        {
            FieldElement.Invert(Field(a), out var inverse);
            Assert.Equal(Numbers.Inverse(a, Numbers.P), Value(inverse));
        }
    }

    private static FieldElement Field(BigInteger value) => FieldElement.FromBigEndian(Numbers.ToBytes32(value).ToArray());

    private static BigInteger Value(FieldElement element)
    {
        element.Normalize();
        var bytes = new byte[32];
        element.WriteTo(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }
}
