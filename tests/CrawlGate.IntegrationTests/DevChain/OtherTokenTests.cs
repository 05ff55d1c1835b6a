using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

public sealed class OtherTokenTests(ChainFixture fixture) : TokenTests(fixture)
{
    [Fact]
    public async Task The_skimming_dollar_moves_and_reports_one_unit_less()
    {
        var token = await Chain.DeployTokenAsync("SkimmingDollar");
        var (authorization, signature) = await SignedAsync(token, 1000);

        var receipt = await Chain.SendAsync(null, token, await EncodeAsync(authorization, signature));

        Assert.True(receipt.Succeeded);
        Assert.Equal(Abi.Encode((UInt256)999), receipt.Logs.Single(log => log.Topics[0] == Transfer).Data.ToArray());
        Assert.True(await Chain.BalanceOfAsync(token, Payee) == 999);
    }

    [Fact]
    public async Task The_silent_dollar_moves_money_without_a_transfer_event()
    {
        var token = await Chain.DeployTokenAsync("SilentDollar");
        var (authorization, signature) = await SignedAsync(token, 1000);

        var receipt = await Chain.SendAsync(null, token, await EncodeAsync(authorization, signature));

        Assert.True(receipt.Succeeded);
        Assert.Equal([AuthorizationUsed], receipt.Logs.Select(log => log.Topics[0]));
        Assert.True(await Chain.BalanceOfAsync(token, Payee) == 1000);
    }

    [Fact]
    public async Task The_plain_token_knows_no_authorisations()
    {
        var token = await Chain.DeployTokenAsync("PlainToken");
        var (authorization, signature) = await SignedAsync(token, 1000);

        await RevertsAsync("", token, await EncodeAsync(authorization, signature));
    }
}
