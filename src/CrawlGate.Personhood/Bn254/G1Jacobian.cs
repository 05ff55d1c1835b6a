namespace CrawlGate.Personhood;

/// <summary>A point of G1 as (X/Z², Y/Z³), which needs no inversion to add; infinity has Z = 0.</summary>
internal readonly record struct G1Jacobian(Fp X, Fp Y, Fp Z)
{
    public static G1Jacobian Infinity => new(Fp.One, Fp.One, Fp.Zero);

    public bool IsInfinity => Z.IsZero;

    public G1Jacobian Double()
    {
        // There is no point of order two, so infinity is the only one whose double is infinity, and Z stays zero.
        var xx = X.Square();
        var yy = Y.Square();
        var yyyy = yy.Square();
        var s = (X * yy).Double().Double();
        var m = xx.Double() + xx;
        var x = m.Square() - s.Double();
        var y = (m * (s - x)) - yyyy.Double().Double().Double();
        return new G1Jacobian(x, y, (Y * Z).Double());
    }

    public static G1Jacobian operator +(in G1Jacobian a, in G1 b)
    {
        if (a.IsInfinity)
            return new G1Jacobian(b.X, b.Y, Fp.One);

        var zz = a.Z.Square();
        var h = (b.X * zz) - a.X;
        var r = (b.Y * zz * a.Z) - a.Y;
        if (h.IsZero)
            return r.IsZero ? a.Double() : Infinity;

        var hh = h.Square();
        var hhh = hh * h;
        var v = a.X * hh;
        var x = r.Square() - hhh - v.Double();
        return new G1Jacobian(x, (r * (v - x)) - (a.Y * hhh), a.Z * h);
    }

    /// <summary>The same point in affine coordinates; only where it is not infinity.</summary>
    public G1 ToAffine()
    {
        var inverse = Z.Inverse();
        var square = inverse.Square();
        return new G1(X * square, Y * square * inverse);
    }
}
