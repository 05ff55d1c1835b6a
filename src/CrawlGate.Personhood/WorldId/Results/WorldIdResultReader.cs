using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Reads the envelope of a result.</summary>
internal static class WorldIdResultReader
{
    private const int MaxActionLength = 512;

    public static (WorldIdResult? Result, string Error) Read(JsonElement root)
    {
        if (!UntrustedJson.TryGetMembers(root, out var members))
            return (null, "It is not a JSON object, or a member is there twice.");
        if (Text(members, "protocol_version") is not { } versionText || Version(versionText) is not { } version)
            return (null, "protocol_version must be \"4.0\" or \"3.0\".");
        if (Text(members, "nonce") is not { } nonceText || !FieldText.TryParseElement(nonceText, out var nonce))
            return (null, "nonce must be a number of the scalar field.");
        if (Text(members, "environment") is not { } environmentText || !WorldIdEnvironments.TryParse(environmentText, out var environment))
            return (null, "environment must be production, staging or sandbox.");

        var action = Text(members, "action");
        if (members.ContainsKey("action") && action is not { Length: <= MaxActionLength })
            return (null, "action must be a text of at most 512 characters.");
        if (!TryReadSession(members, version, action, out var session, out var error))
            return (null, error);
        if (!TryReadResponses(members, version, session is not null, out var responses, out error))
            return (null, error);

        return (new WorldIdResult
        {
            Version = version,
            Nonce = nonce,
            Action = action,
            Environment = environment,
            SessionId = session,
            Responses = responses,
        }, "");
    }

    private static bool TryReadSession(
        Dictionary<string, JsonElement> members, WorldIdVersion version, string? action, out WorldIdSessionId? session, out string error)
    {
        (session, error) = (null, "");
        if (!members.ContainsKey("session_id"))
        {
            if (action is null)
                error = "There is neither an action nor a session_id.";
            return action is not null;
        }

        if (version == WorldIdVersion.V3 || action is not null)
            error = "session_id goes with version 4.0 and without an action.";
        else if (Text(members, "session_id") is { } text && WorldIdSessionId.TryParse(text, out var parsed))
            session = parsed;
        else
            error = "session_id must be session_ and 128 hexadecimal digits, with a commitment other than zero.";
        return session is not null;
    }

    private static bool TryReadResponses(
        Dictionary<string, JsonElement> members, WorldIdVersion version, bool isSession, out List<WorldIdResponse> responses, out string error)
    {
        (responses, error) = ([], "");
        if (!members.TryGetValue("responses", out var array) || array.ValueKind != JsonValueKind.Array || array.GetArrayLength() is 0 or > WorldIdResult.MaxResponses)
        {
            error = "responses must hold one to eight credentials.";
            return false;
        }

        foreach (var element in array.EnumerateArray())
        {
            var (response, fault) = version == WorldIdVersion.V4 ? ResponseV4Reader.Read(element, isSession) : ResponseV3Reader.Read(element);
            if (response is null)
                error = fault;
            else if (responses.Exists(other => other.IssuerSchemaId == response.IssuerSchemaId))
                error = "responses holds one credential twice.";
            else
                responses.Add(response);

            if (error.Length > 0)
                return false;
        }

        return true;
    }

    private static WorldIdVersion? Version(string text) => text switch
    {
        "4.0" => WorldIdVersion.V4,
        "3.0" => WorldIdVersion.V3,
        _ => null,
    };

    private static string? Text(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) && UntrustedJson.TryGetText(value, out var text) ? text : null;
}
