using System.Collections.Frozen;

namespace CrawlGate.WebBotAuth;

/// <summary>A component identifier (RFC 9421 section 2): a header field or a derived component, with parameters.</summary>
internal sealed class CoveredComponent
{
    private static readonly FrozenSet<string> Derived = FrozenSet.Create(
        "@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query", "@query-param", "@status");

    private CoveredComponent(string name, FieldParameters parameters) => (Name, Parameters) = (name, parameters);

    /// <summary>The name in lower case.</summary>
    public string Name { get; }

    /// <summary>The parameters in the order received.</summary>
    public FieldParameters Parameters { get; }

    /// <summary>Which member of a dictionary field is meant: <c>;key</c>.</summary>
    public string? Key { get; private set; }

    /// <summary>Which parameter of the query is meant, percent-encoded: <c>;name</c>.</summary>
    public string? QueryName { get; private set; }

    /// <summary>The field is serialised again: <c>;sf</c>.</summary>
    public bool IsStructured { get; private set; }

    /// <summary>The field's lines are wrapped as bytes: <c>;bs</c>.</summary>
    public bool IsBinary { get; private set; }

    /// <summary>The component is one of the request that a response answers: <c>;req</c>.</summary>
    public bool IsOfRequest { get; private set; }

    public bool IsDerived => Name[0] == '@';

    /// <summary>Reads an item of a <c>Signature-Input</c> member.</summary>
    public static SignatureProblem? TryRead(FieldItem item, out CoveredComponent? component)
    {
        component = null;
        if (!item.Value.TryGetString(out var name) || !IsName(name))
            return SignatureProblem.Malformed("A covered component is no lower-case name.");
        if (name[0] == '@' && !Derived.Contains(name))
            return Unsupported(name);

        var read = new CoveredComponent(name, item.Parameters);
        foreach (ref readonly var parameter in item.Parameters.Items)
        {
            if (read.Apply(parameter) is { } problem)
                return problem;
        }

        component = read;
        return (name == "@query-param") != (read.QueryName is not null)
            ? SignatureProblem.Malformed("@query-param needs a name, and nothing else has one.")
            : read.IsBinary && (read.IsStructured || read.Key is not null) ? SignatureProblem.Malformed("A component is both bs and structured.") : null;
    }

    /// <summary>Whether both name the same component; the order of parameters makes no difference.</summary>
    public bool IsSame(CoveredComponent other) => Name == other.Name && Parameters.IsSameSet(other.Parameters);

    private SignatureProblem? Apply(in FieldParameter parameter)
    {
        var key = parameter.Key.Span;
        var value = parameter.Value;
        if (key is "key" && !IsDerived && value.TryGetString(out var member))
            Key = member;
        else if (key is "name" && IsDerived && value.TryGetString(out var name))
            QueryName = name;
        else if (key is "sf" && !IsDerived && value.IsTrue)
            IsStructured = true;
        else if (key is "bs" && !IsDerived && value.IsTrue)
            IsBinary = true;
        else if (key is "req" && value.IsTrue)
            IsOfRequest = true;
        else
            // Trailers (tr) among them: they have not arrived when a request is judged.
            return Unsupported(Name);

        return null;
    }

    private static bool IsName(string name)
    {
        if (name.Length == 0)
            return false;

        foreach (var c in name.AsSpan(name[0] == '@' ? 1 : 0))
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9')) && !"!#$%&'*+-.^_`|~".Contains(c))
                return false;

        return name != "@";
    }

    private static SignatureProblem Unsupported(string name) =>
        new(SignatureFault.UnsupportedComponent, $"The component \"{name}\" or one of its parameters is not supported.");
}
