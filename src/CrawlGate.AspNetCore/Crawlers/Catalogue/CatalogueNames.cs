using System.Text.Json;

namespace CrawlGate.AspNetCore;

/// <summary>The kebab-case names that an enumeration's values have in catalogue files, like <c>user-fetch</c>.</summary>
internal static class CatalogueNames<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Values =
        Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()), StringComparer.Ordinal);

    public static IEnumerable<string> All => Values.Keys;

    public static bool TryParse(string? name, out T value)
    {
        value = default;
        return name is not null && Values.TryGetValue(name, out value);
    }
}
