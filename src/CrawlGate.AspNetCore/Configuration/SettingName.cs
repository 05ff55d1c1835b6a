using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace CrawlGate.AspNetCore;

/// <summary>The names of enumerated settings: kebab case, read in any case. Digits are no names.</summary>
internal static class SettingName
{
    /// <summary>The name of a value.</summary>
    public static string Of<T>(T value) where T : struct, Enum => Names<T>.ByValue[value];

    /// <summary>All names, as a sentence lists them.</summary>
    public static string List<T>() where T : struct, Enum => string.Join(", ", Names<T>.ByValue.Values);

    public static bool TryParse<T>([NotNullWhen(true)] string? text, out T value) where T : struct, Enum => Names<T>.ByName.TryGetValue(text ?? "", out value);

    private static class Names<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

        public static readonly Dictionary<string, T> ByName = ByValue.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);
    }
}
