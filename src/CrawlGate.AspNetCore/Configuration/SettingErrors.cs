namespace CrawlGate.AspNetCore;

/// <summary>Collects configuration mistakes, each with the path of its key.</summary>
internal sealed class SettingErrors
{
    private readonly string _section;
    private readonly List<string> _errors;

    public SettingErrors(string section)
        : this(section, [])
    {
    }

    private SettingErrors(string section, List<string> errors) => (_section, _errors) = (section, errors);

    public IReadOnlyList<string> All => _errors;

    /// <summary>Collects into the same list with paths that go on from a key.</summary>
    public SettingErrors Below(string key) => new($"{_section}:{key}", _errors);

    public void Add(string key, string message) => _errors.Add($"{_section}:{key}: {message}");

    /// <summary>Adds an error unless the setting has a value; answers whether it has.</summary>
    public bool Require(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? value, string what)
    {
        if (!string.IsNullOrWhiteSpace(value))
            return true;

        Add(key, $"is missing: {what}");
        return false;
    }

    /// <summary>Adds an error unless the value is an absolute http or https URL without credentials or fragment.</summary>
    public bool RequireHttpUrl(string key, string? value)
    {
        if (Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Fragment.Length == 0)
            return true;

        Add(key, $"'{value}' is not an absolute http or https URL");
        return false;
    }
}
