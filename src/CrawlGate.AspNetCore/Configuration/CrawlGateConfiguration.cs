using CrawlGate.X402;
using Microsoft.Extensions.Configuration;

namespace CrawlGate.AspNetCore;

/// <summary>Checks configuration without starting anything.</summary>
public static class CrawlGateConfiguration
{
    /// <summary>Every mistake in a <c>CrawlGate</c> section, each with the path of its key; empty when it can be used.</summary>
    /// <param name="section">The section.</param>
    /// <param name="policyNames">The policies it defines, whether or not they are right.</param>
    /// <param name="ownKeys">Keys of the section that the application reads itself.</param>
    public static IReadOnlyList<string> FindErrors(IConfigurationSection section, out IReadOnlySet<string> policyNames, params string[] ownKeys)
    {
        var read = ReadConfiguration.From(section, ownKeys, new ExactEvmScheme());
        policyNames = read.Options.Policies.Keys.Append(AccessPolicies.DefaultName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return read.Errors;
    }
}
