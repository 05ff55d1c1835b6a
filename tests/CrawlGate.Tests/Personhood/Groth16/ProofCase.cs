using System.Globalization;
using System.Numerics;
using System.Text.Json;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

/// <summary>A real proof with its key and public inputs.</summary>
internal sealed record ProofCase(Groth16VerifyingKey Key, UInt256[] Inputs, Groth16Proof Proof)
{
    public static readonly int[] SemaphoreDepths = [3, 10, 16, 20, 32];

    public bool Verify() => Groth16.Verify(Key, Inputs, Proof);

    /// <summary>One of the five proofs that <c>@semaphore-protocol/proof</c> made, with the key that came with the circuit.</summary>
    public static ProofCase Semaphore(int depth)
    {
        var key = Groth16VerifyingKey.ParseSnarkJs(File.ReadAllBytes(Vector($"semaphore4_vk_depth{depth.ToString(CultureInfo.InvariantCulture)}.json")));
        var proof = SemaphoreJson(depth);
        UInt256[] points = [.. proof.GetProperty("points").EnumerateArray().Select(Number)];
        return new ProofCase(
            key,
            [Number(proof.GetProperty("merkleTreeRoot")), Number(proof.GetProperty("nullifier")), Hash(proof.GetProperty("message")), Hash(proof.GetProperty("scope"))],
            new Groth16Proof(points[0], points[1], points[3], points[2], points[5], points[4], points[6], points[7]));
    }

    public static JsonElement SemaphoreJson(int depth) =>
        JsonDocument.Parse(File.ReadAllBytes(Vector($"semaphore4_proof_depth{depth.ToString(CultureInfo.InvariantCulture)}.json"))).RootElement;

    /// <summary>A World ID 4 proof: <c>uniq</c>, <c>sess</c> or <c>nul</c>; null when the data is not beside the checkout.</summary>
    public static ProofCase? WorldId4(string name)
    {
        if (Repository.SharedFile("vectors", "personhood", "worldid4_vk.json") is not { } key || Repository.SharedFile("vectors", "personhood", "worldid4_vectors.json") is not { } vectors)
            return null;

        var vector = JsonDocument.Parse(vectors).RootElement.GetProperty(name);
        var proof = vector.GetProperty("pr");
        var (a, b, c) = (proof.GetProperty("pi_a"), proof.GetProperty("pi_b"), proof.GetProperty("pi_c"));
        return new ProofCase(
            Groth16VerifyingKey.ParseSnarkJs(System.Text.Encoding.UTF8.GetBytes(key)),
            [.. vector.GetProperty("sig").EnumerateArray().Select(Number)],
            new Groth16Proof(Number(a[0]), Number(a[1]), Number(b[0][0]), Number(b[0][1]), Number(b[1][0]), Number(b[1][1]), Number(c[0]), Number(c[1])));
    }

    /// <summary>A World ID 3 proof under the production key; null when the data is not beside the checkout.</summary>
    public static ProofCase? WorldId3()
    {
        if (Repository.SharedFile("vectors", "personhood", "worldid3_depth30_vk.json") is not { } key
            || Repository.SharedFile("vectors", "personhood", "worldid3_depth30_vector.json") is not { } json)
        {
            return null;
        }

        var vector = JsonDocument.Parse(json).RootElement;
        UInt256[] points = [.. vector.GetProperty("proof").EnumerateArray().Select(Word)];
        return new ProofCase(
            Groth16VerifyingKey.ParseSnarkJs(System.Text.Encoding.UTF8.GetBytes(key)),
            [.. new[] { "root", "nullifier_hash", "signal_hash", "external_nullifier_hash" }.Select(name => Word(vector.GetProperty(name)))],
            new Groth16Proof(points[0], points[1], points[3], points[2], points[5], points[4], points[6], points[7]));
    }

    /// <summary>The four words of the same proof.</summary>
    public static UInt256[]? WorldId4Compressed(string name) =>
        Repository.SharedFile("vectors", "personhood", "worldid4_vectors.json") is { } vectors
            ? [.. JsonDocument.Parse(vectors).RootElement.GetProperty(name).GetProperty("p").EnumerateArray().Select(Word)]
            : null;

    public ProofCase WithInput(int index, BigInteger value) => this with { Inputs = [.. Inputs[..index], UInt256.FromBigInteger(value), .. Inputs[(index + 1)..]] };

    public ProofCase WithCoordinate(int index, BigInteger value)
    {
        var coordinates = Coordinates;
        coordinates[index] = UInt256.FromBigInteger(value);
        return WithCoordinates(coordinates);
    }

    public UInt256[] Coordinates => [Proof.Ax, Proof.Ay, Proof.BxReal, Proof.BxImaginary, Proof.ByReal, Proof.ByImaginary, Proof.Cx, Proof.Cy];

    public ProofCase WithCoordinates(UInt256[] c) => this with { Proof = new Groth16Proof(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]) };

    public ProofCase WithB(G2 b) => this with
    {
        Proof = Proof with
        {
            BxReal = b.X.Real.ToUInt256(),
            BxImaginary = b.X.Imaginary.ToUInt256(),
            ByReal = b.Y.Real.ToUInt256(),
            ByImaginary = b.Y.Imaginary.ToUInt256(),
        },
    };

    public G2 B => G2.TryFrom(Proof.BxReal, Proof.BxImaginary, Proof.ByReal, Proof.ByImaginary, out var b) ? b : throw new InvalidOperationException("B is on the twist.");

    private static string Vector(string file) => Path.Combine(AppContext.BaseDirectory, "Vectors", "personhood", file);

    private static UInt256 Number(JsonElement text) => UInt256.Parse(text.GetString());

    private static UInt256 Word(JsonElement text) => new(Convert.FromHexString(text.GetString()![2..].PadLeft(64, '0')));

    private static UInt256 Hash(JsonElement text)
    {
        Span<byte> word = stackalloc byte[32];
        Number(text).WriteTo(word);
        return UInt256.FromBigInteger(new BigInteger(Keccak256.HashData(word).ToArray(), isUnsigned: true, isBigEndian: true) >> 8);
    }
}
