using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>The verifying key as snarkjs writes it: projective points whose last coordinate is one, in decimal, real parts first.</summary>
internal static class SnarkJsKey
{
    public static Groth16VerifyingKey Parse(ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8Json);
            using var document = JsonDocument.ParseValue(ref reader);
            var key = document.RootElement;
            if (!IsText(key, "protocol", "groth16") || !(IsText(key, "curve", "bn128") || IsText(key, "curve", "bn254")))
                throw new FormatException("Not a Groth16 verifying key over BN254.");

            var inputs = key.GetProperty("IC").EnumerateArray().Select(PointOfG1).ToArray();
            return Groth16VerifyingKey.Create(
                PointOfG1(key.GetProperty("vk_alpha_1")),
                PointOfG2(key.GetProperty("vk_beta_2")),
                PointOfG2(key.GetProperty("vk_gamma_2")),
                PointOfG2(key.GetProperty("vk_delta_2")),
                inputs);
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("Not the JSON of a snarkjs verifying key.", malformed);
        }
    }

    private static bool IsText(JsonElement key, string name, string value) => key.GetProperty(name).ValueEquals(value);

    private static G1 PointOfG1(JsonElement point) =>
        point.GetArrayLength() == 3 && Number(point[2]) == 1 && G1.TryFrom(Number(point[0]), Number(point[1]), out var affine)
            ? affine
            : throw new FormatException("A point of the verifying key is not on the curve, or at infinity.");

    private static G2 PointOfG2(JsonElement point)
    {
        if (point.GetArrayLength() != 3)
            throw new FormatException("A point of the verifying key has three coordinates.");

        var (x, y, z) = (Pair(point[0]), Pair(point[1]), Pair(point[2]));
        return z == (1, 0) && G2.TryFrom(x.Real, x.Imaginary, y.Real, y.Imaginary, out var affine)
            ? affine
            : throw new FormatException("A point of the verifying key is not on the curve, or at infinity.");
    }

    private static (UInt256 Real, UInt256 Imaginary) Pair(JsonElement pair) =>
        pair.GetArrayLength() == 2 ? (Number(pair[0]), Number(pair[1])) : throw new FormatException("An element of the extension has two parts.");

    private static UInt256 Number(JsonElement text) => UInt256.Parse(text.GetString());
}
