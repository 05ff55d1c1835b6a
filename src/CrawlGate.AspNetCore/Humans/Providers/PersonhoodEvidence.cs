namespace CrawlGate.AspNetCore;

/// <summary>What a visitor sent to prove to be a person; at most 16 KB of it.</summary>
/// <param name="Fields">The fields of a form, or the members of a JSON object: strings as they are, anything else as its JSON text.</param>
/// <param name="Authorization">The <c>Authorization</c> header.</param>
public sealed record PersonhoodEvidence(IReadOnlyDictionary<string, string> Fields, string? Authorization = null)
{
    /// <summary>A field; null when it was not sent or is empty.</summary>
    public string? this[string name] => Fields.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
