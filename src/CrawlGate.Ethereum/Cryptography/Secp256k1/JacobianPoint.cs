namespace CrawlGate.Ethereum;

/// <summary>
/// A point (X/Z², Y/Z³), so that adding needs no inversion. Magnitudes stay within X 6, Y 4, Z 1. The operations change the
/// point in place: copying structures this large would cost as much as a multiplication.
/// </summary>
internal struct JacobianPoint
{
    /// <summary>The coordinates, meaningless for the point at infinity.</summary>
    public FieldElement X, Y, Z;

    /// <summary>Whether this is the neutral element.</summary>
    public bool IsInfinity;

    /// <summary>The neutral element.</summary>
    public static JacobianPoint Infinity => new() { IsInfinity = true };

    /// <summary>The same point with Z = 1.</summary>
    public JacobianPoint(in AffinePoint point)
    {
        X = point.X;
        Y = point.Y;
        Z = FieldElement.One;
    }

    /// <summary>P = 2P.</summary>
    public void Double()
    {
        if (IsInfinity)
            return;

        // S = Y², L = 3X²/2, T = X·S: X' = L² − 2T, Y' = L·(T − X') − S², Z' = Y·Z. No point has order two, so Y is not zero.
        FieldElement.Multiply(Y, Z, out Z);
        FieldElement.Square(Y, out var s);
        FieldElement.Square(X, out var l);
        FieldElement.ThreeHalves(l, out l);
        FieldElement.Multiply(X, s, out var t);
        FieldElement.Square(l, out X);
        FieldElement.SubtractTwice(X, t, out X);
        FieldElement.Subtract(t, X, 4, out t);
        FieldElement.Square(s, out s);
        FieldElement.Multiply(l, t, out Y);
        FieldElement.Subtract(Y, s, 1, out Y);
    }

    /// <summary>P = P + Q.</summary>
    public void Add(in AffinePoint q) => Add(q, Z, FieldElement.One, out _);

    /// <summary>P = P + Q; <paramref name="ratio"/> is what Z was multiplied by (not set when a special case was met).</summary>
    public void Add(in AffinePoint q, out FieldElement ratio) => Add(q, Z, FieldElement.One, out ratio);

    /// <summary>
    /// P = P + Q where the real Z of P is Z · <paramref name="scale"/>, which spares dividing all points that P is the sum of by
    /// the scale.
    /// </summary>
    public void AddScaled(in AffinePoint q, in FieldElement scale)
    {
        FieldElement.Multiply(Z, scale, out var z);
        Add(q, z, scale, out _);
    }

    /// <summary>
    /// The normalised affine point where the real Z is Z · <paramref name="scale"/>; false for the point at infinity.
    /// </summary>
    public readonly bool TryMakeAffine(in FieldElement scale, out AffinePoint affine)
    {
        affine = default;
        if (IsInfinity)
            return false;

        FieldElement.Multiply(Z, scale, out var z);
        FieldElement.Invert(z, out var inverse);
        FieldElement.Square(inverse, out var square);
        FieldElement.Multiply(square, inverse, out var cube);
        FieldElement.Multiply(X, square, out affine.X);
        FieldElement.Multiply(Y, cube, out affine.Y);
        affine.X.Normalize();
        affine.Y.Normalize();
        return true;
    }

    private void Add(in AffinePoint q, in FieldElement z, in FieldElement scale, out FieldElement ratio)
    {
        if (IsInfinity)
        {
            ratio = default;
            Set(q, scale);
            return;
        }

        FieldElement.Square(z, out var zz);
        FieldElement.Multiply(z, zz, out var zzz);
        FieldElement.Multiply(q.X, zz, out var h);
        FieldElement.Subtract(h, X, 6, out h);
        FieldElement.Multiply(q.Y, zzz, out var r);
        FieldElement.Subtract(r, Y, 4, out r);
        ratio = h;
        if (h.IsZero())
        {
            if (r.IsZero())
                Double();
            else
                IsInfinity = true;

            return;
        }

        // H = x·Z² − X, R = y·Z³ − Y, V = X·H²: X' = R² − H³ − 2V, Y' = R·(V − X') − Y·H³, Z' = Z·H.
        FieldElement.Multiply(Z, h, out Z);
        FieldElement.Square(h, out var hh);
        FieldElement.Multiply(h, hh, out var hhh);
        FieldElement.Multiply(X, hh, out var v);
        FieldElement.Square(r, out X);
        FieldElement.Subtract(X, hhh, 1, out X);
        FieldElement.SubtractTwice(X, v, out X);
        FieldElement.Subtract(v, X, 6, out v);
        FieldElement.Multiply(Y, hhh, out hhh);
        FieldElement.Multiply(r, v, out Y);
        FieldElement.Subtract(Y, hhh, 1, out Y);
    }

    private void Set(in AffinePoint q, in FieldElement scale)
    {
        FieldElement.Square(scale, out var square);
        FieldElement.Multiply(square, scale, out var cube);
        FieldElement.Multiply(q.X, square, out X);
        FieldElement.Multiply(q.Y, cube, out Y);
        Z = FieldElement.One;
        IsInfinity = false;
    }
}
