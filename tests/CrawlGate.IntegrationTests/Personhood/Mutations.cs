using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace CrawlGate.IntegrationTests;

/// <summary>Changes to a Semaphore proof's JSON, by what they are.</summary>
internal static class Mutations
{
    private static readonly BigInteger P = BigInteger.Parse("21888242871839275222246405745257275088696311157297823662689037894645226208583", CultureInfo.InvariantCulture);
    private static readonly BigInteger R = BigInteger.Parse("21888242871839275222246405745257275088548364400416034343698204186575808495617", CultureInfo.InvariantCulture);

    private static readonly string[] Publics = ["merkleTreeRoot", "nullifier", "message", "scope"];

    /// <summary>A point of the twist, imaginary parts first, that is not in G2.</summary>
    private static readonly string[] OutsideG2 = SubgroupFree();

    /// <summary>Every change, and whether the proof still holds after it.</summary>
    public static IEnumerable<(string What, JsonObject Proof, bool Holds)> Of(JsonObject genuine)
    {
        foreach (var name in Publics)
            yield return Changed(genuine, name + " + 1", proof => proof[name] = Text(Number(proof[name]!) + 1));

        // Message and scope are hashed, so any number is one; the others are the circuit's.
        foreach (var name in Publics[..2])
            yield return Changed(genuine, name + " + r", proof => proof[name] = Text(Number(proof[name]!) + R));

        for (var i = 0; i < 8; i++)
        {
            var at = i;
            yield return Changed(genuine, $"point {at} + 1", proof => SetPoint(proof, at, (Point(proof, at) + 1) % P));
            yield return Changed(genuine, $"point {at} negated", proof => SetPoint(proof, at, P - Point(proof, at)));
        }

        yield return Changed(genuine, "−A, −B", proof => Negate(proof, 1, 4, 5), holds: true);
        yield return Changed(genuine, "−B", proof => Negate(proof, 4, 5));
        yield return Changed(genuine, "−A, −B, −C", proof => Negate(proof, 1, 4, 5, 7));
        yield return Changed(genuine, "A for C", proof => Copy(proof, (6, 0), (7, 1)));
        yield return Changed(genuine, "C for A", proof => Copy(proof, (0, 6), (1, 7)));
        yield return Changed(genuine, "B's parts swapped", proof => Copy(proof, (2, 3), (3, 2), (4, 5), (5, 4)));
        yield return Changed(genuine, "A at infinity", proof => Zero(proof, 0, 1));
        yield return Changed(genuine, "B at infinity", proof => Zero(proof, 2, 3, 4, 5));
        yield return Changed(genuine, "C at infinity", proof => Zero(proof, 6, 7));
        yield return Changed(genuine, "all at infinity", proof => Zero(proof, 0, 1, 2, 3, 4, 5, 6, 7));
        yield return Changed(genuine, "B outside the subgroup", proof =>
        {
            for (var i = 0; i < 4; i++)
                proof["points"]![2 + i] = OutsideG2[i];
        });
        var depth = genuine["merkleTreeDepth"]!.GetValue<int>();
        foreach (var other in new[] { depth % 32 + 1, (depth + 15) % 32 + 1 })
            yield return Changed(genuine, $"depth {other.ToString(CultureInfo.InvariantCulture)}", proof => proof["merkleTreeDepth"] = other);
    }

    /// <summary>Coordinates with the prime added: other spellings of the same points, which only strict verifiers refuse.</summary>
    public static IEnumerable<(string What, JsonObject Proof)> Aliases(JsonObject genuine)
    {
        for (var i = 0; i < 8; i++)
        {
            var at = i;
            var (what, proof, _) = Changed(genuine, $"point {at} + p", proof => SetPoint(proof, at, Point(proof, at) + P));
            yield return (what, proof);
        }
    }

    private static (string What, JsonObject Proof, bool Holds) Changed(JsonObject genuine, string what, Action<JsonObject> change, bool holds = false)
    {
        var proof = genuine.DeepClone().AsObject();
        change(proof);
        return (what, proof, holds);
    }

    private static void Negate(JsonObject proof, params ReadOnlySpan<int> at)
    {
        foreach (var i in at)
            SetPoint(proof, i, P - Point(proof, i));
    }

    private static void Zero(JsonObject proof, params ReadOnlySpan<int> at)
    {
        foreach (var i in at)
            SetPoint(proof, i, 0);
    }

    private static void Copy(JsonObject proof, params ReadOnlySpan<(int To, int From)> moves)
    {
        var before = Enumerable.Range(0, 8).Select(i => Point(proof, i)).ToArray();
        foreach (var (to, from) in moves)
            SetPoint(proof, to, before[from]);
    }

    private static BigInteger Point(JsonObject proof, int at) => Number(proof["points"]![at]!);

    private static void SetPoint(JsonObject proof, int at, BigInteger value) => proof["points"]![at] = Text(value);

    private static BigInteger Number(JsonNode value) => BigInteger.Parse(value.GetValue<string>(), CultureInfo.InvariantCulture);

    private static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    // y² = x³ + 3/(9 + i); a random point is in the subgroup with a chance of one in 2^254.
    private static string[] SubgroupFree()
    {
        for (BigInteger real = 1; ; real++)
        {
            var (a, b) = Times((real, 1), Times((real, 1), (real, 1)));
            var inverse = Inverse(82);
            (a, b) = ((a + (27 * inverse)) % P, (b + P - (3 * inverse % P)) % P);
            if (Root(((a * a) + (b * b)) % P) is not { } norm)
                continue;

            foreach (var d in new[] { norm, P - norm })
            {
                if (Root((a + d) * Inverse(2) % P) is not { IsZero: false } y)
                    continue;

                return [Text(1), Text(real), Text(b * Inverse(2 * y) % P), Text(y)];
            }
        }
    }

    private static (BigInteger, BigInteger) Times((BigInteger Real, BigInteger Imaginary) a, (BigInteger Real, BigInteger Imaginary) b) =>
        ((((a.Real * b.Real) - (a.Imaginary * b.Imaginary)) % P + P) % P, ((a.Real * b.Imaginary) + (a.Imaginary * b.Real)) % P);

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(value, P - 2, P);

    private static BigInteger? Root(BigInteger value)
    {
        var root = BigInteger.ModPow(value, (P + 1) / 4, P);
        return root * root % P == value ? root : null;
    }
}
