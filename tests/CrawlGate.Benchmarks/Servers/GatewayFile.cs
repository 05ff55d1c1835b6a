using System.Text.Json;
using CrawlGate.DevChain;

namespace CrawlGate.Benchmarks;

/// <summary>Writes the gateway's configuration file as an operator would.</summary>
internal static class GatewayFile
{
    public const string Network = "eip155:84532";

    /// <summary>A gateway that hands payments to the facilitator of the origin, which is there and does nothing.</summary>
    public static string WriteRemote(string folder, Uri origin) => Write(folder, origin, [], new { Urls = new[] { new Uri(origin, Origin.FacilitatorPath) } });

    /// <summary>A gateway that settles by itself.</summary>
    public static string WriteLocal(string folder, Uri origin, Uri rpc, DevAccount settler)
    {
        File.WriteAllText(Path.Combine(folder, "signer.key"), settler.PrivateKey);
        return Write(folder, origin, [rpc], new { Local = new { SignerKeyFile = "signer.key" } });
    }

    /// <summary>A gateway that settles by itself, after serving, and keeps its book in SQLite. Nobody reaches a limit.</summary>
    public static string WriteDeferred(string folder, Uri origin, Uri rpc, DevAccount settler)
    {
        File.WriteAllText(Path.Combine(folder, "signer.key"), settler.PrivateKey);
        return Write(
            folder, origin, [rpc], new { Local = new { SignerKeyFile = "signer.key" } },
            "sqlite:" + Path.Combine(folder, "ledger.db"), "deferred", new { PerPayer = "$1000000", Total = "$1000000", SettleAfterSeconds = 1 });
    }

    private static string Write(string folder, Uri origin, Uri[] rpc, object facilitator, string store = "memory", string flow = "authorization", object? deferred = null)
    {
        var file = Path.Combine(folder, "gateway.json");
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            CrawlGate = new
            {
                Mode = "enforce",
                Origin = origin,
                PublicUrl = "https://tidepool.example",
                PayTo = DevAccount.All[2].Address.ToString(),
                Price = "$0.001",
                Network,
                Rpc = rpc,
                Facilitator = facilitator,
                Store = store,
                Flow = flow,
                Deferred = deferred ?? new { },
                Description = "An article",
                Verification = new { IpRanges = new { Enabled = false } },
            },
        }));
        return file;
    }
}
