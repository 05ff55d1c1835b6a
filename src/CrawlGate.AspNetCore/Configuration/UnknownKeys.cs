using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace CrawlGate.AspNetCore;

/// <summary>Finds configuration keys that no option reads: a misspelt price must not be a default price, nor a misspelt condition none.</summary>
public static class UnknownKeys
{
    /// <summary>The full paths of all keys below a section that the options type does not have, apart from those allowed at its top.</summary>
    public static IEnumerable<string> Find(IConfigurationSection section, Type options, params string[] alsoAllowed) =>
        Walk(section, options, alsoAllowed).Where(found => found.Error is NotASetting).Select(found => found.Path);

    /// <summary>The same as errors, together with lists that are written as single values or must not be empty and are, which binding would pass over in silence.</summary>
    public static IEnumerable<string> FindErrors(IConfigurationSection section, Type options, params string[] alsoAllowed) =>
        Walk(section, options, alsoAllowed).Select(found => $"{found.Path}: {found.Error}");

    private const string NotASetting = "is not a setting";

    private static IEnumerable<(string Path, string Error)> Walk(IConfigurationSection section, Type options, params string[] alsoAllowed)
    {
        foreach (var child in section.GetChildren())
        {
            if (alsoAllowed.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                continue;

            var property = options.GetProperty(child.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            if (property is null)
                yield return (child.Path, NotASetting);
            else if (property.IsDefined(typeof(MinLengthAttribute)) && string.IsNullOrEmpty(child.Value) && !child.GetChildren().Any())
                yield return (child.Path, "is empty; leave it out to mean any");
            else
                foreach (var found in Below(child, property.PropertyType))
                    yield return found;
        }
    }

    private static IEnumerable<(string Path, string Error)> Below(IConfigurationSection section, Type type)
    {
        if (IsGeneric(type, typeof(Dictionary<,>)))
            return section.GetChildren().SelectMany(entry => Below(entry, type.GetGenericArguments()[1]));
        if (IsGeneric(type, typeof(List<>)))
        {
            return string.IsNullOrEmpty(section.Value)
                ? section.GetChildren().SelectMany(entry => Below(entry, type.GetGenericArguments()[0]))
                : [(section.Path, $"must be a list: [ \"{section.Value}\" ]")];
        }

        var isLeaf = type == typeof(string) || type.IsValueType || typeof(IEnumerable).IsAssignableFrom(type);
        return isLeaf ? [] : Walk(section, type);
    }

    private static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;
}
