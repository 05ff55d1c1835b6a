using System.Collections.Frozen;
using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>The facilitator service's options, checked.</summary>
/// <param name="Enabled">Whether it is served.</param>
/// <param name="Path">The path that is its own.</param>
/// <param name="Clients">Who may use it.</param>
/// <param name="MaxFee">The most wei that a unit of gas may cost.</param>
/// <param name="MinBalance">The least wei that a settling account must have.</param>
internal sealed record FacilitatorServiceSettings(
    bool Enabled, string Path, IReadOnlyList<FacilitatorClientSettings> Clients, UInt256? MaxFee, UInt256? MinBalance)
{
    public static FacilitatorServiceSettings Disabled { get; } = new(false, "/", [], null, null);
}

/// <summary>A client's options, checked.</summary>
/// <param name="Name">What logs call it.</param>
/// <param name="Key">Its key.</param>
/// <param name="PayTo">Whom gas is spent for; null for anybody.</param>
/// <param name="RequestsPerMinute">How many calls are answered in a minute.</param>
internal sealed record FacilitatorClientSettings(string Name, ApiKey Key, FrozenSet<Address>? PayTo, int RequestsPerMinute);
