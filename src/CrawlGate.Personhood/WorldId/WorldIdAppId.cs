using System.Buffers;

namespace CrawlGate.Personhood;

/// <summary>An app of the World developer portal: <c>app_…</c>, or <c>app_staging_…</c> for tests with the simulator.</summary>
public readonly record struct WorldIdAppId
{
    private const string Prefix = "app_";

    private const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    private readonly string? _text;

    private WorldIdAppId(string text) => _text = text;

    /// <summary>Whether it is for tests.</summary>
    public bool IsStaging => ToString().StartsWith("app_staging_", StringComparison.Ordinal);

    /// <summary>Reads <c>app_</c> and lower-case letters, digits and underscores, 64 characters at most in all.</summary>
    public static bool TryParse(string text, out WorldIdAppId appId)
    {
        var ok = text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length > Prefix.Length && text.Length <= MaxLength && !text.AsSpan().ContainsAnyExcept(Allowed);
        appId = ok ? new WorldIdAppId(text) : default;
        return ok;
    }

    /// <summary>The written form.</summary>
    public override string ToString() => _text ?? "";
}
