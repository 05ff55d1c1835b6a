using System.Net;
using System.Net.Sockets;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.IntegrationTests;

public sealed class FacilitatorOutageTests(ChainFixture fixture) : FacilitatorTests(fixture)
{
    [Fact]
    public async Task F16_With_no_node_nothing_is_valid_and_nothing_was_sent()
    {
        var payment = await PaymentAsync();
        using var rpc = new EthereumRpcClient([new Uri($"http://127.0.0.1:{FreePort()}/v2/secret-api-key")]);
        var facilitator = CreateFacilitator(Chain, rpc);

        var verification = Assert.IsType<VerifyOutcome.Unavailable>(await facilitator.VerifyAsync(payment.ToPayload(), payment.Offer));
        var settlement = Assert.IsType<SettleOutcome.Unavailable>(await facilitator.SettleAsync(payment.ToPayload(), payment.Offer));

        Assert.All([verification.Detail, settlement.Detail], detail =>
        {
            Assert.DoesNotContain("secret", detail, StringComparison.Ordinal);
            Assert.InRange(detail.Length, 1, 256);
        });
        Assert.False(await Chain.AuthorizationStateAsync(Usdc, Payer.Address, payment.Authorization.Nonce));
    }

    [Fact]
    public async Task F16_A_node_that_hangs_makes_nothing_valid()
    {
        await using var chain = await Anvil.StartAsync();
        await chain.InstallUsdcAsync();
        using var rpc = new EthereumRpcClient([chain.RpcUrl], new EthereumRpcOptions { Timeout = TimeSpan.FromMilliseconds(300) });
        var facilitator = CreateFacilitator(chain, rpc);
        var payment = await Draft(Offer()).SignAsync(Payer.PrivateKey);
        await chain.PauseAsync();

        Assert.IsType<VerifyOutcome.Unavailable>(await facilitator.VerifyAsync(payment.ToPayload(), payment.Offer));
        Assert.IsType<SettleOutcome.Unavailable>(await facilitator.SettleAsync(payment.ToPayload(), payment.Offer));

        await chain.ResumeAsync();
    }

    [Fact]
    public async Task S3_The_domain_is_compared_with_the_chain()
    {
        var asset = new TokenAsset(CaipNetwork.ForEvm(Chain.ChainId), Usdc, "USDC", "2", 6);
        using var nobody = new EthereumRpcClient([new Uri($"http://127.0.0.1:{FreePort()}/")]);

        Assert.IsType<DomainCheck.Ok>(await DomainCheck.RunAsync(Rpc, asset));
        Assert.Contains("name", await MismatchAsync(asset with { Name = "USD Coin" }), StringComparison.Ordinal);
        Assert.Contains("version", await MismatchAsync(asset with { Version = "1" }), StringComparison.Ordinal);
        Assert.Contains("eip155:8453", await MismatchAsync(asset with { Network = CaipNetwork.ForEvm(8453) }), StringComparison.Ordinal);
        Assert.Contains("DOMAIN_SEPARATOR", await MismatchAsync(asset with { Address = await Chain.DeployTokenAsync("PlainToken") }), StringComparison.Ordinal);
        Assert.Contains("DOMAIN_SEPARATOR", await MismatchAsync(asset with { Address = Stranger.Address }), StringComparison.Ordinal);
        Assert.IsType<DomainCheck.Unavailable>(await DomainCheck.RunAsync(nobody, asset));
    }

    private async Task<string> MismatchAsync(TokenAsset asset) => Assert.IsType<DomainCheck.Mismatch>(await DomainCheck.RunAsync(Rpc, asset)).Text;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
