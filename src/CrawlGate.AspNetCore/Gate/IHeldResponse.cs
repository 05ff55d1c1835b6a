namespace CrawlGate.AspNetCore;

/// <summary>
/// Request feature: the response of a paid request, held back until the payment is settled. The first write settles by
/// itself; whoever proxies should ask before fetching a body that nobody may get.
/// </summary>
public interface IHeldResponse
{
    /// <summary>
    /// Settles the payment, once, if the response is a success. True when the body may flow: settled, or not chargeable. False
    /// when it must not: what is written from then on is dropped.
    /// </summary>
    Task<bool> SettleAsync();
}
