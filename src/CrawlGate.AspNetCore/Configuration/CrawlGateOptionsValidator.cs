using CrawlGate.X402;
using Microsoft.Extensions.Options;

namespace CrawlGate.AspNetCore;

/// <summary>Reports everything that is wrong with the configuration at once.</summary>
internal sealed class CrawlGateOptionsValidator(IPaymentScheme scheme, IEnumerable<UnknownSettings> unknown) : IValidateOptions<CrawlGateOptions>
{
    public ValidateOptionsResult Validate(string? name, CrawlGateOptions options)
    {
        PolicyCompiler.Compile(options, scheme, out var errors);
        var all = unknown.SelectMany(found => found.Errors).Concat(errors).ToArray();
        return all.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(all);
    }
}

/// <summary>Configuration keys that no option reads, or reads as something else.</summary>
internal sealed record UnknownSettings(IReadOnlyList<string> Errors);
