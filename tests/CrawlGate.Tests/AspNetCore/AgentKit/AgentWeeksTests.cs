using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using CrawlGate.X402;
using HttpNode = CrawlGate.Tests.Ethereum.ScriptedNode;

namespace CrawlGate.Tests.AspNetCore;

public sealed class AgentWeeksTests
{
    // Sunday, 22 November 2026, noon: from then on new keys are those of the next week.
    private const long Turn = 1_795_348_800;

    [Fact]
    public async Task What_was_offered_a_moment_before_the_keys_changed_can_be_answered_after()
    {
        var clock = new FixedTime(Turn - 10);
        var weeks = Create(clock, out var chain);
        using var _ = chain;
        var before = await weeks.GetAsync(CancellationToken.None);
        Assert.Null(await weeks.GetFormerAsync(CancellationToken.None));

        clock.Now = clock.Now.AddSeconds(20);
        var after = await weeks.GetAsync(CancellationToken.None);
        Assert.Equal(before.Epoch + 1, after.Epoch);
        Assert.Same(before, await weeks.GetFormerAsync(CancellationToken.None));

        clock.Now = clock.Now.AddSeconds(300);
        Assert.Null(await weeks.GetFormerAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Names_differ_by_person_page_kind_and_week_and_hold_nothing_of_them()
    {
        var clock = new FixedTime(Turn - 10);
        var weeks = Create(clock, out var chain);
        using var _ = chain;
        var week = await weeks.GetAsync(CancellationToken.None);
        clock.Now = clock.Now.AddSeconds(20);
        var next = await weeks.GetAsync(CancellationToken.None);
        var wallet = Address.Parse("0x2050256a91cbabd7c42465aa0d5325115c1deb43");
        string[] names =
        [
            week.NameOf(7, "/a"), week.NameOf(8, "/a"), week.NameOf(7, "/b"), next.NameOf(7, "/a"), week.NameOf(wallet, "/a"), week.NameOf(new AuthorizationKey(1, wallet, wallet, default), "/a"),
        ];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(names[0], week.NameOf(7, "/a"));
        Assert.All(names, name => Assert.Equal(64, name.Length));
    }

    [Theory]
    [InlineData("https://site.example/page", "https", "site.example", "/page", "")]
    [InlineData("http://site.example:8080", "http", "site.example:8080", "/", "")]
    [InlineData("https://site.example?a=/b", "https", "site.example", "/", "?a=/b")]
    [InlineData("https://site.example/a/%20b?c=d/e?f", "https", "site.example", "/a/%20b", "?c=d/e?f")]
    [InlineData("https://site.example/a?<script>", "https", "site.example", "/a", "")]
    public void A_page_is_named_by_its_url(string url, string scheme, string authority, string path, string query) =>
        Assert.Equal(new AgentKitResource(scheme, authority, path, query), AgentResource.Of(url));

    [Fact]
    public async Task Only_so_many_questions_about_agents_are_under_way_or_wait()
    {
        var answer = new TaskCompletionSource();
        await using var node = await HttpNode.StartAsync();
        node.Script["eth_call"] = async (_, _) =>
        {
            await answer.Task;
            return "0x";
        };
        var settings = AgentKitCompiler.Compile(new AgentKitOptions { Mode = "free", Rpc = [node.Url.ToString()] }, new SettingErrors("x"));
        using var chain = new AgentKitChain(settings, TimeProvider.System);
        var asked = Enumerable.Range(0, AgentKitChain.MaxAtOnce + ProofLimiter.Waiting).Select(_ => chain.RequestAsync("eth_call", [])).ToArray();

        await Assert.ThrowsAsync<EthereumRpcUnavailableException>(() => chain.RequestAsync("eth_call", []));
        Assert.InRange(node.Calls.Count, 0, AgentKitChain.MaxAtOnce);
        answer.SetResult();
        await Task.WhenAll(asked);
        Assert.Equal(asked.Length, node.Calls.Count);
        Assert.Null(chain.Find(1));
        Assert.Same(chain, chain.Find(480));
    }

    private static AgentWeeks Create(TimeProvider clock, out AgentKitChain chain)
    {
        var settings = AgentKitCompiler.Compile(new AgentKitOptions { Mode = "free", Rpc = ["http://127.0.0.1:9"] }, new SettingErrors("x"));
        chain = new AgentKitChain(settings, clock);
        return new AgentWeeks(new EpochKeys(new MemoryEphemeralStore(clock), clock), settings, chain, clock);
    }
}
