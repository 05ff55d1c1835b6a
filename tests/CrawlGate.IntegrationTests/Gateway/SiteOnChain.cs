using System.Globalization;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>A whole site behind a gateway that settles on the shared chain.</summary>
public sealed class SiteOnChain(ChainFixture chain) : IAsyncLifetime
{
    private TestOrigin? _origin;
    private TestGateway? _gateway;

    public Anvil Chain => chain.Chain;

    public TestOrigin Origin => _origin!;

    public TestGateway Gateway => _gateway!;

    public async Task InitializeAsync()
    {
        _origin = await TestOrigin.StartAsync();
        _gateway = await TestGateway.StartAsync(await TestGateway.LocalSettingsAsync(Chain, _origin.Url));
    }

    public async Task DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        if (_origin is not null)
            await _origin.DisposeAsync();
    }
}

/// <summary>What the chain itself says of payments.</summary>
public static class PaymentsOnChain
{
    private static readonly string AuthorizationUsed = Keccak256.HashData("AuthorizationUsed(address,bytes32)"u8).ToString();

    /// <summary>How many authorizations of a payer the dollar has used.</summary>
    public static async Task<int> CountPaymentsAsync(this Anvil chain, Payer payer)
    {
        var filter = new JsonObject
        {
            ["fromBlock"] = "0x0",
            ["toBlock"] = "latest",
            ["address"] = Hex.Encode(Anvil.BaseSepoliaUsdc.ToArray()),
            ["topics"] = new JsonArray(AuthorizationUsed, "0x" + new string('0', 24) + Convert.ToHexStringLower(payer.Address.ToArray())),
        };
        return (await chain.RequestAsync("eth_getLogs", [filter])).GetArrayLength();
    }

    /// <summary>What anybody can do who has seen a payment: submits it.</summary>
    public static async Task SubmitAsync(this Anvil chain, Payer payer, JsonObject payment)
    {
        var fields = payment["payload"]!["authorization"]!;
        var authorization = new Authorization(payer.Address, Address.Parse((string)fields["to"]!), UInt256.Parse((string)fields["value"]!))
        {
            ValidBefore = long.Parse((string)fields["validBefore"]!, CultureInfo.InvariantCulture),
            Nonce = Bytes32.Parse((string)fields["nonce"]!),
        };
        var data = authorization.EncodeSplit(await ContractArtifact.LoadAsync("TestDollar"), Hex.Decode((string)payment["payload"]!["signature"]!));
        Assert.True((await chain.SendAsync(null, Anvil.BaseSepoliaUsdc, data)).Succeeded);
    }

    /// <summary>The dollars of an account, in atomic units.</summary>
    public static async Task<ulong> DollarsAsync(this Anvil chain, Address account) =>
        (await chain.BalanceOfAsync(Anvil.BaseSepoliaUsdc, account)).TryGetUInt64(out var units) ? units : throw new OverflowException();
}
