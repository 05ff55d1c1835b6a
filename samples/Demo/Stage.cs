using System.Diagnostics;
using System.Text.Json;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace Demo;

/// <summary>Everything that runs: a node with a test dollar, the site and the gateway, each a process of its own on a free loopback port.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly UInt256 PocketMoney = 5_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("crawlgate-demo-").FullName;
    private ChildProcess? _site;
    private ChildProcess? _gateway;

    private Stage(Anvil chain) => Chain = chain;

    public Anvil Chain { get; }

    public Uri SiteUrl { get; private set; } = null!;

    public Uri GatewayUrl { get; private set; } = null!;

    /// <summary>The crawler's account, with five test dollars.</summary>
    public DevAccount Crawler { get; } = DevAccount.All[0];

    /// <summary>The gateway's account for gas.</summary>
    public DevAccount Settler { get; } = DevAccount.All[1];

    /// <summary>Who is paid.</summary>
    public DevAccount Publisher { get; } = DevAccount.All[2];

    private string ConfigurationFile => Path.Combine(_folder, "gateway.json");

    public string Invitation =>
        $"""

        Running until Ctrl+C:
          the gate   {GatewayUrl}   (open it in a browser: free)
          the site   {SiteUrl}
          the chain  {Chain.RpcUrl}   ({Chain.Network})
        Try:
          curl -i -A GPTBot/1.3 {GatewayUrl}posts/tides
          CRAWLER_KEY={Crawler.PrivateKey} dotnet run --project samples/PaidCrawl -- {GatewayUrl}posts/tides
        """;

    public static async Task<Stage> StartAsync()
    {
        Console.WriteLine("Starting a chain, a site and the gateway ...");
        var stage = new Stage(await Anvil.StartAsync());
        try
        {
            var token = await stage.Chain.InstallUsdcAsync();
            await stage.Chain.MintAsync(token, stage.Crawler.Address, PocketMoney);
            (stage._site, stage.SiteUrl) = await RunAsync("samples/Blog", "--urls", "http://127.0.0.1:0");
            await stage.WriteConfigurationAsync();
            await stage.StartGatewayAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the gateway and starts another; it has a new port and the same ledger.</summary>
    public async Task CrashGatewayAsync()
    {
        await _gateway!.DisposeAsync();
        await StartGatewayAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        if (_site is not null)
            await _site.DisposeAsync();
        await Chain.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What an operator would write, with this run's addresses.</summary>
    private async Task WriteConfigurationAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "signer.key"), Settler.PrivateKey);
        await File.WriteAllTextAsync(ConfigurationFile, JsonSerializer.Serialize(new
        {
            CrawlGate = new
            {
                Origin = SiteUrl,
                PublicUrl = "https://tidepool.example",
                PayTo = Publisher.Address.ToString(),
                Price = "$0.001",
                Network = Chain.Network,
                Rpc = new[] { Chain.RpcUrl },
                Facilitator = new { Local = new { SignerKeyFile = "signer.key" } },
                Store = "sqlite:crawlgate.db",
                Description = "An article",
            },
        }));
    }

    private async Task StartGatewayAsync()
    {
        (_gateway, GatewayUrl) = await RunAsync("src/CrawlGate.Gateway",
            "--config", ConfigurationFile, "--urls", "http://127.0.0.1:0", "--CrawlGate:Mode", "enforce", "--CrawlGate:Verification:IpRanges:Enabled", "false");
        await WaitUntilReadyAsync();
    }

    private async Task WaitUntilReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = GatewayUrl };
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            using var answer = await http.GetAsync("readyz");
            if (answer.IsSuccessStatusCode)
                return;
            if (waited.Elapsed > StartLimit)
                throw new InvalidOperationException($"The gateway is not ready:\n{_gateway!.Output}");
        }
    }

    private static async Task<(ChildProcess Process, Uri Url)> RunAsync(string project, params string[] arguments)
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}") ? "Debug" : "Release";
        var assembly = RepositoryRoot.Combine(project, "bin", configuration, "net10.0", Path.GetFileName(project) + ".dll");
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments]) { WorkingDirectory = RepositoryRoot.Combine(project) };
        var (process, url) = await ChildProcess.StartAsync(start, "Now listening on: ", StartLimit, CancellationToken.None);
        return (process, new Uri(url));
    }
}
