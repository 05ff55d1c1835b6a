namespace CrawlGate.Ethereum;

internal partial struct FieldElement
{
    /// <summary>A square root, when there is one: a^((p + 1) / 4), since p ≡ 3 (mod 4).</summary>
    public static bool TrySquareRoot(in FieldElement a, out FieldElement root)
    {
        // (p + 1) / 4 in binary is 223 ones, a zero, 22 ones, four zeros, two ones, two zeros. oneN is a to the power of N ones.
        Append(a, 1, a, out var one2);
        Append(one2, 1, a, out var one3);
        Append(one3, 3, one3, out var one6);
        Append(one6, 3, one3, out var one9);
        Append(one9, 2, one2, out var one11);
        Append(one11, 11, one11, out var one22);
        Append(one22, 22, one22, out var one44);
        Append(one44, 44, one44, out var one88);
        Append(one88, 88, one88, out var one176);
        Append(one176, 44, one44, out var one220);
        Append(one220, 3, one3, out root);
        Append(root, 23, one22, out root);
        Append(root, 6, one2, out root);
        Square(root, out root);
        Square(root, out root);

        Square(root, out var difference);
        Subtract(difference, a, 4, out difference);
        return difference.IsZero();
    }

    /// <summary>1 / a, for a that is not zero.</summary>
    public static void Invert(in FieldElement a, out FieldElement result)
    {
        result = a;
        result.Normalize();
        Span<ulong> words = stackalloc ulong[4];
        result.CopyTo(words);
        ModularInverse.P.Invert(words);
        result = FromWords(words[0], words[1], words[2], words[3]);
    }

    /// <summary>Replaces each of some values that are not zero by its inverse, with one inversion for all (Montgomery).</summary>
    public static void InvertAll(Span<FieldElement> values)
    {
        Span<FieldElement> before = stackalloc FieldElement[values.Length];
        var product = One;
        for (var i = 0; i < values.Length; i++)
        {
            before[i] = product;
            Multiply(product, values[i], out product);
        }

        Invert(product, out var inverse);
        for (var i = values.Length - 1; i >= 0; i--)
        {
            Multiply(inverse, before[i], out var own);
            Multiply(inverse, values[i], out inverse);
            values[i] = own;
        }
    }

    /// <summary>a^(2^squarings) · b: shifts a's exponent left and puts b's behind it.</summary>
    private static void Append(in FieldElement a, int squarings, in FieldElement b, out FieldElement result)
    {
        var power = a;
        for (var i = 0; i < squarings; i++)
            Square(power, out power);

        Multiply(power, b, out result);
    }
}
