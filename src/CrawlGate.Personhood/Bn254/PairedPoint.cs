namespace CrawlGate.Personhood;

/// <summary>A point (x, y) of G1 in the form in which unit lines are evaluated: x / y and 1 / y.</summary>
internal readonly record struct PairedPoint(Fp XOverY, Fp InverseY)
{
    /// <summary>The negatives of two points, of which the first is not infinity, for one inversion.</summary>
    public static void Negate(in G1Jacobian first, in G1 second, out PairedPoint negatedFirst, out PairedPoint negatedSecond)
    {
        // The order is odd, so that no point has y = 0.
        var inverse = -(first.Y * second.Y).Inverse();
        var inverseFirst = inverse * second.Y * first.Z;
        var inverseSecond = inverse * first.Y;
        negatedFirst = new PairedPoint(first.X * inverseFirst, first.Z.Square() * inverseFirst);
        negatedSecond = new PairedPoint(second.X * inverseSecond, inverseSecond);
    }
}
