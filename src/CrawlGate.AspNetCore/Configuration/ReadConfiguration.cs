using CrawlGate.X402;
using Microsoft.Extensions.Configuration;

namespace CrawlGate.AspNetCore;

/// <summary>A <c>CrawlGate</c> section that was read and compiled as far as it is right.</summary>
/// <param name="Options">What it says.</param>
/// <param name="Snapshot">What it comes to; null when there are errors.</param>
/// <param name="Errors">Every mistake, each with the path of its key.</param>
internal sealed record ReadConfiguration(CrawlGateOptions Options, GateSnapshot? Snapshot, IReadOnlyList<string> Errors)
{
    public static ReadConfiguration From(
        IConfigurationSection section, IReadOnlyList<string> ownKeys, IPaymentScheme scheme, TimeProvider? time = null)
    {
        var options = new CrawlGateOptions();
        var errors = UnknownKeys.FindErrors(section, typeof(CrawlGateOptions), [.. ownKeys]).ToList();
        GateSnapshot? snapshot = null;
        try
        {
            section.Bind(options);
            snapshot = PolicyCompiler.Compile(options, scheme, out var found, time);
            errors.AddRange(found);
        }
        catch (InvalidOperationException exception)
        {
            // The binder's message names the path; its inner exception says what is wrong with the value.
            errors.Add(exception.InnerException is { } inner ? $"{exception.Message} {inner.Message}" : exception.Message);
        }

        return new ReadConfiguration(options, errors.Count == 0 ? snapshot : null, errors);
    }
}
