using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrawlGate.AspNetCore;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>People whose wallets a register on a real chain knows.</summary>
[Collection(ChainCollection.Name)]
public sealed class WalletJourneyTests(ChainFixture fixture) : IAsyncLifetime
{
    private static readonly DevAccount Person = DevAccount.All[5];
    private static readonly DevAccount Stranger = DevAccount.All[6];

    private Address _register;
    private TestOrigin? _origin;
    private TestGateway? _gateway;

    private Anvil Chain => fixture.Chain;

    [Fact]
    public async Task A_person_names_a_wallet_signs_the_text_and_reads_on()
    {
        await StartAsync();
        var (cookie, text) = await PrepareAsync(Person);
        Assert.Contains(" wants you to sign in with your Ethereum account:\n" + Person.Address, text, StringComparison.Ordinal);

        // A form ends its lines in two characters.
        var answer = await SendAsync(cookie, Person, text.Replace("\n", "\r\n", StringComparison.Ordinal), await SignAsync(Person, text));
        Assert.Equal((303, "/paid"), (answer.Status, answer.Header("Location")));
        var page = await BrowseAsync("/paid", MemberSite.CookieOf(answer, PassCookie.Name));
        Assert.Equal(200, page.Status);
        Assert.True(page.Leaks, "It is the page itself.");
        Assert.Equal("medium", _origin!.Requests.Last().Headers[HumanGate.LevelHeader]);
    }

    [Fact]
    public async Task Who_signed_with_another_wallet_or_for_another_browser_gets_no_pass()
    {
        await StartAsync();
        var (cookie, text) = await PrepareAsync(Person);
        AssertRefused(await SendAsync(cookie, Person, text, await SignAsync(Stranger, text)), "invalid_proof");

        var (elsewhere, _) = await PrepareAsync(Person);
        AssertRefused(await SendAsync(elsewhere, Person, text, await SignAsync(Person, text)), "expired");

        var granted = await SendAsync(cookie, Person, text, await SignAsync(Person, text));
        Assert.Equal(303, granted.Status);
        AssertRefused(await SendAsync(cookie, Person, text, await SignAsync(Person, text)), "expired");
    }

    [Fact]
    public async Task A_wallet_that_the_register_reverts_for_is_nobodys()
    {
        await StartAsync();
        var (cookie, text) = await PrepareAsync(Stranger);
        AssertRefused(await SendAsync(cookie, Stranger, text, await SignAsync(Stranger, text)), "not_a_person");
    }

    [Fact]
    public async Task Without_the_chain_nobody_gets_a_pass_and_everybody_is_told_to_come_back()
    {
        await StartAsync("http://127.0.0.1:9/");
        var (cookie, text) = await PrepareAsync(Person);
        var answer = await SendAsync(cookie, Person, text, await SignAsync(Person, text));
        Assert.Equal(503, answer.Status);
        Assert.NotNull(answer.Header("Retry-After"));
        Assert.Null(MemberSite.CookieOf(answer, PassCookie.Name));
    }

    [Fact]
    public async Task What_is_no_wallet_is_asked_for_again_and_the_script_is_served()
    {
        await StartAsync();
        AssertRefused(await PostAsync(WalletForm.PreparePath, null, ("provider", "wallet"), ("source", "register"), ("address", "0x12")), "malformed");
        AssertRefused(await PostAsync(WalletForm.PreparePath, null, ("provider", "wallet"), ("source", "nowhere"), ("address", Person.Address.ToString())), "malformed");
        var script = await BrowseAsync(PageScriptEndpoint.Wallet.Address);
        Assert.Equal((200, "text/javascript; charset=utf-8"), (script.Status, script.Header("Content-Type")));
    }

    public async Task InitializeAsync()
    {
        var artifact = await ContractArtifact.LoadAsync("PersonRegister");
        _register = await Chain.DeployAsync(artifact);
        await Chain.SendAsync(null, _register, artifact.Encode("setScore(address,uint256)", Person.Address, (UInt256)250_000));
        _origin = await TestOrigin.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        if (_origin is not null)
            await _origin.DisposeAsync();
    }

    private static void AssertRefused(Answer answer, string code)
    {
        Assert.Equal(400, answer.Status);
        Assert.Null(MemberSite.CookieOf(answer, PassCookie.Name));
        Assert.Contains($"<code>{code}</code>", answer.Body, StringComparison.Ordinal);
    }

    private async Task StartAsync(string? rpc = null)
    {
        // The browser must find the site where the settings say it is.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();
        var settings = TestGateway.RemoteSettings(_origin!.Url, new Uri("http://127.0.0.1:9"));
        settings["PublicUrl"] = url;
        settings["Rules"] = JsonNode.Parse("""[ { "Name": "people only", "When": { "Kind": [ "browser", "unknown" ] }, "Action": "challenge" } ]""");
        settings["Personhood"] = new JsonObject
        {
            ["Wallets"] = new JsonObject
            {
                ["register"] = new JsonObject
                {
                    ["ChainId"] = Chain.ChainId,
                    ["Rpc"] = new JsonArray(rpc ?? Chain.RpcUrl.ToString()),
                    ["Contract"] = _register.ToString(),
                    ["Function"] = "isHuman(address)",
                    ["Rule"] = "true",
                    ["RevertMeansNo"] = true,
                    ["Name"] = "The register of people",
                },
            },
        };
        _gateway = await TestGateway.StartAsync(settings, waitUntilReady: false, configure: null, arguments: ["--urls", url]);
    }

    /// <summary>The first step of the form: the page's cookie and the text that it shows.</summary>
    private async Task<(string Cookie, string Text)> PrepareAsync(DevAccount wallet)
    {
        var opened = await BrowseAsync("/.crawlgate/human?to=%2Fpaid");
        Assert.Contains("The register of people", opened.Body, StringComparison.Ordinal);
        var cookie = MemberSite.CookieOf(opened, ChallengeCookie.Name)!;
        var page = await PostAsync(WalletForm.PreparePath, cookie, ("provider", "wallet"), ("source", "register"), ("address", wallet.Address.ToString()), ("to", "/paid"));
        Assert.Equal(200, page.Status);
        var text = WebUtility.HtmlDecode(Regex.Match(page.Body, "<textarea id=\"wallet-message\"[^>]*>([^<]+)</textarea>").Groups[1].Value);

        // Browsers leave out the line break that a text area begins with.
        Assert.StartsWith("\n", text, StringComparison.Ordinal);
        return (cookie, text[1..]);
    }

    private static async Task<string> SignAsync(DevAccount wallet, string text)
    {
        using var signer = PrivateKeySigner.FromHex(wallet.PrivateKey);
        return Hex.Encode((await signer.SignAsync(PersonalMessage.Digest(text))).ToArray());
    }

    private Task<Answer> SendAsync(string cookie, DevAccount wallet, string text, string signature) => PostAsync(
        HumanPaths.Verify, cookie,
        ("provider", "wallet"), ("source", "register"), ("address", wallet.Address.ToString()), ("message", text), ("signature", signature), ("to", "/paid"));

    private async Task<Answer> PostAsync(string path, string? cookie, params (string Name, string Value)[] fields)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_gateway!.Url, path))
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        foreach (var (name, value) in Browser(cookie))
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    private Task<Answer> BrowseAsync(string path, string? cookie = null) => _gateway!.GetAsync(path, Browser(cookie));

    private (string Name, string Value)[] Browser(string? cookie) =>
    [
        ("User-Agent", TestGateway.Browser), ("Accept", "text/html"), ("Origin", _gateway!.Url.GetLeftPart(UriPartial.Authority)),
        .. cookie is null ? Array.Empty<(string, string)>() : [("Cookie", cookie)],
    ];
}
