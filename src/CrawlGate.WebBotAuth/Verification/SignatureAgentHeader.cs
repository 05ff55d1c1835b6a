namespace CrawlGate.WebBotAuth;

/// <summary>Finds the agent a signature belongs to in the <c>Signature-Agent</c> header.</summary>
internal static class SignatureAgentHeader
{
    public const string Name = "signature-agent";

    /// <summary>
    /// The agent, from the member that the signature covers; null with a problem. The older form of the header is a bare string,
    /// covered as a whole.
    /// </summary>
    public static SignatureProblem? TryFind(string header, MessageSignature signature, bool allowInsecure, out SignatureAgent? agent)
    {
        agent = null;
        var covered = signature.Components.FindAll(static component => component is { Name: Name, IsOfRequest: false });
        if (covered.Count == 0)
            return new SignatureProblem(SignatureFault.UncoveredAgent, "The signature does not cover the Signature-Agent header.");

        FieldItem item;
        if (header.AsSpan().TrimStart(' ').StartsWith('"'))
        {
            if (!FieldReader.TryReadItem(header, out item))
                return SignatureProblem.Malformed("Signature-Agent is no well-formed string.");
        }
        else if (!FieldReader.TryReadDictionary(header, out var members))
        {
            return SignatureProblem.Malformed("Signature-Agent is no well-formed dictionary.");
        }
        else if (FindMember(members, covered, signature.Label) is { InnerList: null } member)
        {
            item = member.Item;
        }
        else
        {
            return SignatureProblem.Malformed("The signature covers no one member of Signature-Agent.");
        }

        agent = Read(item, allowInsecure);
        return agent is null ? new SignatureProblem(SignatureFault.UnacceptableAgent, "Signature-Agent is no https URL of a known type.") : null;
    }

    private static FieldMember? FindMember(FieldMember[] members, List<CoveredComponent> covered, string label)
    {
        var keys = covered.FindAll(static component => component.Key is not null);
        if (keys.Count == 0)
            // All of the header is covered: the label's member is meant, or the only one.
            return Array.Find(members, member => member.Key == label) ?? (members.Length == 1 ? members[0] : null);

        var key = keys.Count == 1 ? keys[0].Key : keys.Find(component => component.Key == label)?.Key;
        return Array.Find(members, member => member.Key == key);
    }

    private static SignatureAgent? Read(FieldItem item, bool allowInsecure)
    {
        if (!item.Value.TryGetString(out var text) || !Uri.TryCreate(text, UriKind.Absolute, out var url) || ReadType(item.Parameters) is not { } type)
            return null;

        var isAcceptable = (url.Scheme == Uri.UriSchemeHttps || (allowInsecure && url.Scheme == Uri.UriSchemeHttp))
            && url is { Host.Length: > 0, UserInfo.Length: 0, Fragment.Length: 0 };
        return isAcceptable ? new SignatureAgent(url, type) : null;
    }

    private static SignatureAgentType? ReadType(FieldParameters parameters)
    {
        if (!parameters.TryGet("type", out var type))
            return SignatureAgentType.Directory;

        return type switch
        {
            { Kind: BareItemKind.Token, Raw.Span: "directory" } => SignatureAgentType.Directory,
            { Kind: BareItemKind.Token, Raw.Span: "jwks_uri" } => SignatureAgentType.JwksUri,
            { Kind: BareItemKind.Token, Raw.Span: "cimd" } => SignatureAgentType.Cimd,
            _ => null,
        };
    }
}
