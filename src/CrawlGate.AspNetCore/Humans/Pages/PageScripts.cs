namespace CrawlGate.AspNetCore;

/// <summary>What a page runs besides being read. Everything works without it.</summary>
/// <param name="Addresses">The scripts' addresses: paths of this site.</param>
/// <param name="RunsWebAssembly">Whether one of them compiles WebAssembly.</param>
/// <param name="Connects">The origins that they talk to, besides this site.</param>
internal sealed record PageScripts(IReadOnlyList<string> Addresses, bool RunsWebAssembly = false, IReadOnlyList<string>? Connects = null)
{
    /// <summary>Nothing.</summary>
    public static PageScripts None { get; } = new([]);

    /// <summary>Both.</summary>
    public PageScripts And(PageScripts other) => new(
        [.. Addresses.Union(other.Addresses)],
        RunsWebAssembly || other.RunsWebAssembly,
        Connects is null && other.Connects is null ? null : [.. (Connects ?? []).Union(other.Connects ?? [])]);
}
