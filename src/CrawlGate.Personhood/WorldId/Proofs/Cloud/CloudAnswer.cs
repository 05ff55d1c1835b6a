using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Reads what World's cloud answered. Only a plain yes to exactly what was asked is one.</summary>
internal static class CloudAnswer
{
    /// <summary>Marks the success that is none: the nullifier was there before.</summary>
    private const string Reuse = "nullifier reuse";

    public static WorldIdVerdict Read(int status, ReadOnlyMemory<byte> body, WorldIdStatement statement)
    {
        if (status is not (200 or 400 or 403))
            return Unavailable(status, "which is no verdict");

        try
        {
            using var document = JsonDocument.Parse(body);
            if (!UntrustedJson.TryGetMembers(document.RootElement, out var members))
                return Unavailable(status, "with a body that is no object");

            return status == 200 ? Success(members, statement) : Failure(status, members);
        }
        catch (JsonException)
        {
            return Unavailable(status, "with a body that is no JSON");
        }
    }

    private static WorldIdVerdict Success(Dictionary<string, JsonElement> members, WorldIdStatement statement)
    {
        if (!IsTrue(members, "success"))
            return Unavailable(200, "without success");
        if (Text(members, "environment") != statement.Environment.ToWire())
            return Unavailable(200, "for another environment");
        if (statement.SessionId is { } session ? Text(members, "session_id") != session.ToString() : Text(members, "action") != statement.ActionText)
            return Unavailable(200, "for another action or session");
        if (SingleItem(members) is not { } item)
            return Unavailable(200, "without the one result that was asked for");
        if (!IsTrue(item, "success"))
            return Refuse(200, item);
        if (!IsAbout(item, statement))
            return Unavailable(200, "for another nullifier");

        var isReuse = Text(members, "message")?.Contains(Reuse, StringComparison.OrdinalIgnoreCase) == true;
        return statement.Accept() with { IsReportedReuse = isReuse };
    }

    private static WorldIdVerdict Failure(int status, Dictionary<string, JsonElement> members)
    {
        if (Text(members, "code") == "all_verifications_failed" && SingleItem(members) is { } item)
            return Refuse(status, item);

        // What is left is about the request or the relying party: the visitor cannot mend it.
        return Unavailable(status, $"with the code {CleanCode(members)}");
    }

    private static WorldIdVerdict Refuse(int status, Dictionary<string, JsonElement> item) => Text(item, "code") switch
    {
        "invalid_proof" or "prover_error" => Refused(WorldIdCodes.InvalidProof, "The proof does not verify."),
        "invalid_root" or "invalid_merkle_root" => Refused(WorldIdCodes.InvalidRoot, "The root is none of the registry's."),
        "root_too_old" => Refused(WorldIdCodes.InvalidRoot, "The root is too old."),
        "invalid_credential_issuer" => Refused(WorldIdCodes.IssuerUnregistered, "The issuer is not registered."),
        "invalid_public_input" or "invalid_format" => Refused(WorldIdCodes.InvalidPublicInput, "A public input is not acceptable."),
        "outdated_nullifier" => Refused(WorldIdCodes.Expired, "The proof is too old."),
        "nullifier_from_future" => Refused(WorldIdCodes.Expired, "The proof is from the future."),
        "verification_failed" => Refused(WorldIdCodes.VerificationFailed, "The proof was refused."),
        _ => Unavailable(status, $"with the credential's code {CleanCode(item)}"),
    };

    /// <summary>The result's nullifier is ours, however it is written; a session's may be left out, since it is in what we asked.</summary>
    private static bool IsAbout(Dictionary<string, JsonElement> item, WorldIdStatement statement)
    {
        if (Text(item, "nullifier") is not { } text)
            return statement.SessionId is not null;

        return FieldNumber.TryParse(text.StartsWith("0x", StringComparison.Ordinal) ? text : "0x" + text, out var nullifier) && nullifier == statement.Nullifier;
    }

    private static Dictionary<string, JsonElement>? SingleItem(Dictionary<string, JsonElement> members) =>
        members.TryGetValue("results", out var results)
        && results.ValueKind == JsonValueKind.Array
        && results.GetArrayLength() == 1
        && UntrustedJson.TryGetMembers(results[0], out var item)
            ? item
            : null;

    private static bool IsTrue(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) && UntrustedJson.TryGetText(value, out var text) ? text : null;

    /// <summary>The code when it looks like one; anything else would be another's words in our logs.</summary>
    private static string CleanCode(Dictionary<string, JsonElement> members) =>
        Text(members, "code") is { Length: > 0 and <= 64 } code && !code.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789_") ? code : "none";

    private static WorldIdVerdict.Refused Refused(string code, string detail) => new(code, detail);

    private static WorldIdVerdict.Unavailable Unavailable(int status, string detail) =>
        new($"World ID's cloud answered {FieldText.Invariant((ulong)status)} {detail}.");
}
