using System.Globalization;
using System.Text.Json;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using Xunit.Abstractions;

namespace CrawlGate.Tests.Personhood;

/// <summary>
/// Real proofs of World ID that other projects published; they lie beside the checkout. The texts of their actions and nonces are not
/// known, so they are statements from the start.
/// </summary>
internal static class WorldIdVectors
{
    /// <summary>The last second that the vectors' credentials are good for.</summary>
    public const long ExpiresAt = 1_783_942_504;

    /// <summary>A file of vectors; null, and a line that says so, when it is not there.</summary>
    public static JsonElement? Load(string file, ITestOutputHelper output)
    {
        if (Repository.SharedFile("vectors", "personhood", file) is { } text)
            return JsonDocument.Parse(text).RootElement;

        output.WriteLine($"{file} is not beside the checkout; nothing was compared.");
        return null;
    }

    public static WorldIdStatement V4(JsonElement vectors, string name)
    {
        var inputs = Inputs(vectors, name);
        var session = inputs[14];
        return new WorldIdStatement
        {
            Version = WorldIdVersion.V4,
            Environment = WorldIdEnvironment.Staging,
            Nullifier = inputs[0],
            IssuerSchemaId = Small(inputs[1]),
            ExpiresAtMin = Small(inputs[4]),
            Root = inputs[6],
            RpId = new WorldIdRpId(Small(inputs[8])),
            Action = inputs[9],
            SignalHash = inputs[12],
            Nonce = inputs[13],
            SessionId = session.IsZero ? null
                : WorldIdSessionId.TryParse(string.Create(CultureInfo.InvariantCulture, $"session_{FieldText.ToHex(session)[2..]}{new string('0', 64)}"), out var id) ? id
                : throw new FormatException(),
            Proof = [.. vectors.GetProperty(name).GetProperty("p").EnumerateArray().Select(word => IdKit.Number(word.GetString()!))],
        };
    }

    /// <summary>A node that knows what the vector's proof was made for.</summary>
    public static ScriptedChain Chain(JsonElement vectors, string name)
    {
        var inputs = Inputs(vectors, name);
        var chain = new ScriptedChain();
        chain.SetIssuerKey(Small(inputs[1]), inputs[2], inputs[3]);
        chain.SetOprfKey(new WorldIdRpId(Small(inputs[8])), inputs[10], inputs[11]);
        chain.SetRoot(inputs[6], true);
        return chain;
    }

    public static WorldIdStatement V3(JsonElement vector) => new()
    {
        Version = WorldIdVersion.V3,
        Environment = WorldIdEnvironment.Staging,
        RpId = IdKit.RpId,
        Nonce = 0,
        IssuerSchemaId = WorldIdIssuers.ProofOfHuman,
        ExpiresAtMin = 0,
        Root = Number(vector, "root"),
        Nullifier = Number(vector, "nullifier_hash"),
        SignalHash = Number(vector, "signal_hash"),
        Action = Number(vector, "external_nullifier_hash"),
        Proof = [.. vector.GetProperty("proof").EnumerateArray().Select(word => IdKit.Number(word.GetString()!))],
    };

    public static UInt256[] Inputs(JsonElement vectors, string name) =>
        [.. vectors.GetProperty(name).GetProperty("sig").EnumerateArray().Select(number => UInt256.Parse(number.GetString()))];

    private static UInt256 Number(JsonElement vector, string member) => IdKit.Number(vector.GetProperty(member).GetString()!);

    private static ulong Small(UInt256 number) => number.TryGetUInt64(out var small) ? small : throw new OverflowException();
}
