using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrawlGate.AspNetCore;
using CrawlGate.DevChain;
using Microsoft.AspNetCore.Builder;

namespace CrawlGate.IntegrationTests;

/// <summary>A gateway that challenges browsers and takes proofs of a group with two members, in front of an origin.</summary>
internal sealed partial class MemberSite : IAsyncDisposable
{
    private readonly TestOrigin _origin;

    private MemberSite(TestOrigin origin, TestGateway gateway, IReadOnlyList<string> members, string rootsFile) =>
        (_origin, Gateway, Members, RootsFile) = (origin, gateway, members, rootsFile);

    public TestGateway Gateway { get; }

    public TestOrigin Origin => _origin;

    /// <summary>The commitments of "alice" and "bob".</summary>
    public IReadOnlyList<string> Members { get; }

    public string RootsFile { get; }

    public static async Task<MemberSite> StartAsync(
        SemaphoreProver prover, JsonObject? budget = null, Action<WebApplicationBuilder>? configure = null, Action<JsonObject>? change = null, Anvil? chain = null)
    {
        string[] members = [await prover.CommitmentAsync("alice"), await prover.CommitmentAsync("bob"), "12345"];
        var rootsFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(rootsFile, $"# two members and a stranger\n{await prover.RootAsync(members)}\n");

        // The browser must find the site where the settings say it is.
        var url = $"http://127.0.0.1:{FreePort()}";
        var origin = await TestOrigin.StartAsync();
        var settings = chain is null ? TestGateway.RemoteSettings(origin.Url, new Uri("http://127.0.0.1:9")) : await TestGateway.LocalSettingsAsync(chain, origin.Url);
        settings["PublicUrl"] = url;
        settings["Contact"] = "editor@tidepool.example";
        settings["Rules"] = JsonNode.Parse("""[ { "Name": "people only", "When": { "Kind": [ "browser", "unknown" ] }, "Action": "challenge" } ]""");
        settings["Personhood"] = new JsonObject { ["Semaphore"] = new JsonObject { ["Name"] = "Friends of the Tidepool", ["RootsFile"] = rootsFile } };
        if (budget is not null)
            settings["Personhood"]!["Budget"] = budget;
        change?.Invoke(settings);
        var gateway = await TestGateway.StartAsync(settings, waitUntilReady: chain is not null, configure: configure, arguments: ["--urls", url]);
        return new MemberSite(origin, gateway, members, rootsFile);
    }

    /// <summary>The pages' address.</summary>
    public Uri Url => Gateway.Url;

    /// <summary>Opens the page that asks for a proof, as a browser that may have cookies already.</summary>
    public async Task<(string Cookie, string Message, string Scope)> ChallengeAsync(string query = "?to=%2Fpaid", string? cookie = null)
    {
        var answer = await BrowseAsync("/.crawlgate/human" + query, cookie);
        Assert.Equal(200, answer.Status);
        return (CookieOf(answer, ChallengeCookie.Name) ?? cookie!, Field(answer.Body, "semaphore-message"), Field(answer.Body, "semaphore-scope"));
    }

    /// <summary>Sends a proof as the page's form does.</summary>
    public Task<Answer> SendAsync(string? cookie, string proof, string to = "/paid", params (string Name, string Value)[] headers) =>
        PostAsync(HumanPaths.Verify, cookie, [("provider", "semaphore"), ("proof", proof), ("to", to)], headers);

    public async Task<Answer> PostAsync(string path, string? cookie, IEnumerable<(string Name, string Value)> fields, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Gateway.Url, path))
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        foreach (var (name, value) in Browser(cookie).Concat(headers))
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public Task<Answer> BrowseAsync(string path, string? cookie = null, params (string Name, string Value)[] headers) => Gateway.GetAsync(path, [.. Browser(cookie), .. headers]);

    /// <summary>A member proves to be one; answers the pass as a cookie.</summary>
    public async Task<string> PassAsync(SemaphoreProver prover, string member = "alice")
    {
        var (cookie, message, scope) = await ChallengeAsync();
        var answer = await SendAsync(cookie, await prover.ProveAsync(member, Members, message, scope, 2));
        Assert.Equal((303, "/paid"), (answer.Status, answer.Header("Location")));
        return CookieOf(answer, PassCookie.Name)!;
    }

    /// <summary>The cookie that an answer sets, as a browser sends it back; null when it sets none.</summary>
    public static string? CookieOf(Answer answer, string name)
    {
        var found = Regex.Match(answer.Header("Set-Cookie") ?? "", $"{Regex.Escape(name)}=([^;]+);");
        return found.Success ? $"{name}={found.Groups[1].Value}" : null;
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _origin.DisposeAsync();
        File.Delete(RootsFile);
    }

    private (string Name, string Value)[] Browser(string? cookie) =>
    [
        ("User-Agent", TestGateway.Browser), ("Accept", "text/html"), ("Origin", Gateway.Url.GetLeftPart(UriPartial.Authority)),
        .. cookie is null ? Array.Empty<(string, string)>() : [("Cookie", cookie)],
    ];

    private static string Field(string page, string id) => Regex.Match(page, $"id=\"{id}\"[^>]* value=\"(0x[0-9a-f]+)\"").Groups[1].Value;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
