using System.Collections.Frozen;

namespace CrawlGate.AspNetCore;

/// <summary>Turns the condition of one rule into what can be matched.</summary>
internal sealed class ConditionCompiler(SettingErrors errors, string path)
{
    /// <param name="when">The condition.</param>
    /// <param name="leavesFreePathsAlone">Whether the rule refuses something, and nothing that is free under every policy: then a path that is must be a mistake.</param>
    public RuleCondition Compile(RuleConditionOptions when, bool leavesFreePathsAlone)
    {
        var traits =
            Named<CrawlerPurpose>(nameof(when.Purpose), when.Purpose, RequestTraits.Of)
            | Named<IdentityVerdict>(nameof(when.Identity), when.Identity, RequestTraits.Of)
            | Named<VerificationMethod>(nameof(when.Verification), when.Verification, RequestTraits.Of)
            | Named<ClientKind>(nameof(when.Kind), when.Kind, RequestTraits.Of)
            | Methods(when.Method);
        return new RuleCondition(RequestTraits.Accepting(traits))
        {
            Crawlers = Names(nameof(when.Crawler), when.Crawler),
            Operators = Names(nameof(when.Operator), when.Operator),
            Paths = Patterns(when.Path, leavesFreePathsAlone),
        };
    }

    private ulong Named<T>(string key, List<string>? names, Func<T, ulong> bits) where T : struct, Enum
    {
        var named = 0UL;
        foreach (var (itemKey, name) in Items(key, names))
        {
            if (SettingName.TryParse<T>(name, out var value))
                named |= bits(value);
            else
                errors.Add(itemKey, $"'{name}' is none of {SettingName.List<T>()}");
        }

        return named;
    }

    private ulong Methods(List<string>? methods)
    {
        var named = 0UL;
        foreach (var (itemKey, method) in Items(nameof(RuleConditionOptions.Method), methods))
        {
            if (RequestTraits.Methods.Contains(method, StringComparer.OrdinalIgnoreCase))
                named |= RequestTraits.OfMethod(method);
            else
                errors.Add(itemKey, $"'{method}' is none of {string.Join(", ", RequestTraits.Methods)}");
        }

        return named;
    }

    private FrozenSet<string>? Names(string key, List<string>? names)
    {
        foreach (var (itemKey, name) in Items(key, names))
        {
            if (string.IsNullOrWhiteSpace(name))
                errors.Add(itemKey, "is empty");
        }

        return names?.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    private PathPattern[] Patterns(List<string>? texts, bool leavesFreePathsAlone)
    {
        var patterns = new List<PathPattern>();
        foreach (var (itemKey, text) in Items(nameof(RuleConditionOptions.Path), texts))
        {
            if (PathPattern.Parse(text) is not { } pattern)
                errors.Add(itemKey, $"'{text}' must begin with / or *");
            else if (leavesFreePathsAlone && FreePaths.Mean(pattern))
                errors.Add(itemKey, $"'{text}' is always free; set {nameof(RuleOptions.OverrideFreePaths)} to mean it");
            else
                patterns.Add(pattern);
        }

        return [.. patterns];
    }

    // A list with nothing in it would mean everybody, which is not what an operator means who empties one.
    private IEnumerable<(string Key, string Item)> Items(string key, List<string>? items)
    {
        if (items is { Count: 0 })
            errors.Add($"{path}:{key}", "is empty; leave it out to mean any");
        return (items ?? []).Select((item, index) => ($"{path}:{key}:{index}", item ?? ""));
    }
}
