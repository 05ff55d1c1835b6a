using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>The reference resource server, which settles through our facilitator that a gateway process serves to it for an API key.</summary>
public sealed class ServedStack(ChainFixture chain) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crawlgate-served-").FullName;
    private TestOrigin? _origin;
    private GatewayProcess? _gateway;
    private NodeProcess? _server;

    /// <summary>Who is paid, as the gateway has it on its list for the server.</summary>
    public Address Payee { get; } = new(RandomNumberGenerator.GetBytes(Address.Length));

    /// <summary>The account that settles.</summary>
    public Address Signer { get; private set; }

    /// <summary>The server's key at the facilitator.</summary>
    public string Key { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>The site behind the gateway, which has nothing to do with any of this.</summary>
    public TestOrigin Origin => _origin!;

    public GatewayProcess Gateway => _gateway!;

    public NodeProcess Server => _server!;

    public async Task InitializeAsync()
    {
        _origin = await TestOrigin.StartAsync();
        var settings = await TestGateway.LocalSettingsAsync(chain.Chain, _origin.Url);
        using (var signer = PrivateKeySigner.FromHex((string)settings["$key"]!))
            Signer = signer.Address;
        await File.WriteAllTextAsync(Path.Combine(_folder, "express.key"), Key + "\n");
        settings["Facilitator"]!["Serve"] = new JsonObject
        {
            ["Enabled"] = true,
            ["MaxFeeGwei"] = 100,
            ["MinSignerBalance"] = "0.1",
            ["Clients"] = new JsonArray(new JsonObject { ["Name"] = "express", ["KeyFile"] = "express.key", ["PayTo"] = new JsonArray(Payee.ToString()) }),
        };
        _gateway = await GatewayProcess.StartAsync(_folder, settings);
        _server = await StartServerAsync(Key, Payee);
    }

    /// <summary>A resource server of the reference implementation.</summary>
    public Task<NodeProcess> StartServerAsync(string key, Address payee) => NodeProcess.StartAsync("x402/express-server.mjs", new Dictionary<string, string>
    {
        ["FACILITATOR_URL"] = new Uri(Gateway.Url, "x402").ToString(),
        ["API_KEY"] = key,
        ["PAY_TO"] = payee.ToString(),
    });

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        if (_origin is not null)
            await _origin.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
