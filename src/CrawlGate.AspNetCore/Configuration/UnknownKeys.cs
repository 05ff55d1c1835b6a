using System.Collections;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace CrawlGate.AspNetCore;

/// <summary>Finds configuration keys that no option reads: a misspelt price must not be a default price.</summary>
public static class UnknownKeys
{
    /// <summary>The full paths of all keys below a section that the options type does not have, apart from those allowed at its top.</summary>
    public static IEnumerable<string> Find(IConfigurationSection section, Type options, params string[] alsoAllowed)
    {
        foreach (var child in section.GetChildren())
        {
            if (alsoAllowed.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                continue;

            var property = options.GetProperty(child.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            if (property is null)
                yield return child.Path;
            else
                foreach (var path in Below(child, property.PropertyType))
                    yield return path;
        }
    }

    private static IEnumerable<string> Below(IConfigurationSection section, Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
            return section.GetChildren().SelectMany(entry => Find(entry, type.GetGenericArguments()[1]));

        var isLeaf = type == typeof(string) || type.IsValueType || typeof(IEnumerable).IsAssignableFrom(type);
        return isLeaf ? [] : Find(section, type);
    }
}
