using System.Buffers;
using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// The body that World's cloud verifies: IDKit's form, written anew from the statement. It holds the one credential that counts, because
/// the cloud calls a result verified when any of its credentials is, and nothing that only the visitor said. World App's word for its
/// own integrity is left out with the rest: whoever does without it only has to leave it out too.
/// </summary>
internal static class CloudRequest
{
    public static byte[] Write(WorldIdStatement statement)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("protocol_version", statement.Version == WorldIdVersion.V4 ? "4.0" : "3.0");
            json.WriteString("nonce", FieldText.ToHex(statement.Nonce));
            if (statement.SessionId is { } session)
                json.WriteString("session_id", session.ToString());
            else
                json.WriteString("action", statement.ActionText);
            json.WriteString("environment", statement.Environment.ToWire());
            json.WriteStartArray("responses");
            WriteCredential(json, statement);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteCredential(Utf8JsonWriter json, WorldIdStatement statement)
    {
        json.WriteStartObject();
        json.WriteString("identifier", statement.Identifier);
        json.WriteString("signal_hash", FieldText.ToHex(statement.SignalHash));
        if (statement.Version == WorldIdVersion.V4)
            WriteV4(json, statement);
        else
            WriteV3(json, statement);
        json.WriteEndObject();
    }

    private static void WriteV4(Utf8JsonWriter json, WorldIdStatement statement)
    {
        json.WriteNumber("issuer_schema_id", statement.IssuerSchemaId);
        json.WriteNumber("expires_at_min", statement.ExpiresAtMin);
        if (statement.SessionId is null)
        {
            json.WriteString("nullifier", FieldText.ToHex(statement.Nullifier));
        }
        else
        {
            json.WriteStartArray("session_nullifier");
            json.WriteStringValue(FieldText.ToHex(statement.Nullifier));
            json.WriteStringValue(FieldText.ToHex(statement.Action));
            json.WriteEndArray();
        }

        // Decimal, as IDKit writes these and only these.
        json.WriteStartArray("proof");
        foreach (var word in statement.Proof)
            json.WriteStringValue(word.ToString());
        json.WriteStringValue(statement.Root.ToString());
        json.WriteEndArray();
    }

    private static void WriteV3(Utf8JsonWriter json, WorldIdStatement statement)
    {
        json.WriteString("merkle_root", FieldText.ToHex(statement.Root));
        json.WriteString("nullifier", FieldText.ToHex(statement.Nullifier));
        var words = new byte[statement.Proof.Count * Bytes32.Length];
        for (var i = 0; i < statement.Proof.Count; i++)
            statement.Proof[i].WriteTo(words.AsSpan(i * Bytes32.Length));
        json.WriteString("proof", Hex.Encode(words));
    }
}
