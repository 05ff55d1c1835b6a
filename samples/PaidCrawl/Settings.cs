using System.Globalization;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace PaidCrawl;

/// <summary>What may be set through the environment besides the key.</summary>
internal static class Settings
{
    /// <summary>CRAWLER_NAME: how the crawler introduces itself.</summary>
    public static string UserAgent => Read("CRAWLER_NAME") ?? "PaidCrawl/1.0";

    /// <summary>CRAWLER_MAX_PRICE: dollars a page, one cent if it is not set.</summary>
    public static decimal MaxPerRequest => decimal.Parse(Read("CRAWLER_MAX_PRICE") ?? "0.01", CultureInfo.InvariantCulture);

    /// <summary>
    /// CRAWLGATE_ASSET: a dollar token of a development chain as <c>eip155:84532/0x…/name/version/decimals</c>. The tokens of
    /// well-known chains need no setting.
    /// </summary>
    public static IReadOnlyList<TokenAsset> Assets => Read("CRAWLGATE_ASSET")?.Split('/') switch
    {
        null => [],
        [var network, var address, var name, var version, var decimals] =>
            [new TokenAsset(CaipNetwork.Parse(network), Address.Parse(address), name, version, int.Parse(decimals, CultureInfo.InvariantCulture))],
        _ => throw new FormatException("CRAWLGATE_ASSET is not network/address/name/version/decimals."),
    };

    public static int Usage() => Fail("Usage: CRAWLER_KEY=0x… PaidCrawl <url>");

    public static int Fail(string reason)
    {
        Console.Error.WriteLine(reason);
        return 1;
    }

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
