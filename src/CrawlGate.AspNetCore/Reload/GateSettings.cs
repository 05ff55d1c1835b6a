using Microsoft.Extensions.Configuration;

namespace CrawlGate.AspNetCore;

/// <summary>The section of the application's configuration that the gate is configured by.</summary>
/// <param name="Section">The section.</param>
/// <param name="OwnKeys">Its keys that the application reads itself.</param>
internal sealed record GateSettings(IConfigurationSection Section, IReadOnlyList<string> OwnKeys);
