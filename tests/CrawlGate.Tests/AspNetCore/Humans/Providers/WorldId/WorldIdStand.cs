using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Personhood;
using CrawlGate.Tests.Personhood;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>
/// A site that takes World ID in cloud mode, in front of a cloud on the loopback interface. The results that are posted have IDKit's form and
/// answer what the site asked; the proofs in them are no proofs, so what is shown is everything but the proof itself.
/// </summary>
internal sealed class WorldIdStand : IAsyncDisposable
{
    /// <summary>The key that signs requests.</summary>
    public const string Key = "abababababababababababababababababababababababababababababababab";

    public const string AppId = "app_staging_0123456789abcdef0123456789abcdef";

    private readonly string _folder;

    private WorldIdStand(HumanSite site, CloudServer cloud, string folder) => (Site, Cloud, _folder) = (site, cloud, folder);

    public HumanSite Site { get; }

    public CloudServer Cloud { get; }

    public static async Task<WorldIdStand> StartAsync(Action<CrawlGateOptions>? change = null, TimeProvider? time = null)
    {
        var cloud = await CloudServer.StartAsync();
        var folder = Directory.CreateTempSubdirectory("crawlgate-worldid-").FullName;
        var site = await HumanSite.StartAsync(
            options =>
            {
                options.Personhood.WorldId = Options(folder);
                options.Personhood.WorldId.CloudUrl = options.Personhood.WorldId.BridgeUrl = cloud.Url.ToString();
                change?.Invoke(options);
            },
            time is null ? null : services => services.AddSingleton(time));
        await site.Get<WorldIdReadiness>().FirstAnswer;
        var stand = new WorldIdStand(site, cloud, folder);
        cloud.Answer = stand.Confirm("Proof verified successfully");
        return stand;
    }

    /// <summary>Settings without a mistake, with their files in a folder.</summary>
    public static WorldIdOptions Options(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "worldid.key"), Key);
        foreach (var name in IdKitEndpoint.Names)
            File.WriteAllText(Path.Combine(folder, name), "// " + name);
        return new WorldIdOptions
        {
            AppId = AppId,
            RpId = IdKit.RpId.ToString(),
            SigningKeyFile = Path.Combine(folder, "worldid.key"),
            Environment = "staging",
            Mode = "cloud",
            IdKitPath = folder,
        };
    }

    /// <summary>Asks as the page's script does, as a browser that may have a challenge already.</summary>
    public async Task<(string Cookie, JsonObject Asked)> AskAsync(string slot = "1", string? cookie = null)
    {
        using var response = await Site.PostAsync(WorldIdForm.RequestPath, Form(("provider", "worldid"), ("slot", slot), ("to", "/news")), Headers(cookie));
        Assert.Equal(200, (int)response.StatusCode);
        var given = HumanSite.CookieOf(response, ChallengeCookie.Name);
        return (given is null ? cookie! : $"{ChallengeCookie.Name}={given}", JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    /// <summary>What IDKit would hand over, with a made-up proof.</summary>
    public static JsonObject ResultFor(JsonObject asked)
    {
        var result = IdKit.V4();
        result["nonce"] = asked["rp_context"]!["nonce"]!.GetValue<string>();
        result["action"] = asked["action"]!.GetValue<string>();
        result["environment"] = asked["environment"]!.GetValue<string>();
        result.Item()["signal_hash"] = FieldText.ToHex(FieldHash.HashSignal(asked["signal"]!.GetValue<string>()));
        return result;
    }

    public Task<HttpResponseMessage> SendAsync(string? cookie, JsonNode result) => Site.PostAsync(
        HumanPaths.Verify, JsonContent.Create(new JsonObject { ["provider"] = "worldid", ["to"] = "/news", ["result"] = result.DeepClone() }), Headers(cookie));

    /// <summary>Proves in one go; the pass as a cookie.</summary>
    public async Task<string> PassAsync(Action<JsonObject>? change = null)
    {
        var (cookie, asked) = await AskAsync();
        var result = ResultFor(asked);
        change?.Invoke(result);
        using var response = await SendAsync(cookie, result);
        Assert.Equal(200, (int)response.StatusCode);
        return $"{PassCookie.Name}={HumanSite.CookieOf(response, PassCookie.Name)}";
    }

    /// <summary>The reason of a refusal, after making sure that it is one.</summary>
    public async Task<(int Status, string Code)> RefusalAsync(string? cookie, JsonNode result)
    {
        using var response = await SendAsync(cookie, result);
        Assert.Null(HumanSite.CookieOf(response, PassCookie.Name));
        if (response.StatusCode is System.Net.HttpStatusCode.ServiceUnavailable)
            Assert.NotNull(response.Headers.RetryAfter);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return ((int)response.StatusCode, problem.RootElement.GetProperty("code").GetString()!);
    }

    public async Task<int> ReadAsync(string pass)
    {
        using var response = await Site.GetAsync("/news", ("Cookie", pass));
        return (int)response.StatusCode;
    }

    /// <summary>The cloud calls whatever it is asked proven.</summary>
    public Microsoft.AspNetCore.Http.RequestDelegate Confirm(string message) => context =>
    {
        var asked = Cloud.Requests.Last().Body;
        var item = asked.GetProperty("responses")[0];
        var answer = new JsonObject
        {
            ["success"] = true,
            ["action"] = asked.GetProperty("action").GetString(),
            ["environment"] = asked.GetProperty("environment").GetString(),
            ["message"] = message,
            ["results"] = new JsonArray(new JsonObject
            {
                ["identifier"] = item.GetProperty("identifier").GetString(), ["success"] = true, ["nullifier"] = item.GetProperty("nullifier").GetString(),
            }),
        };
        return CloudServer.Json(200, answer.ToJsonString())(context);
    };

    public static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    public static (string Name, string Value)[] Headers(string? cookie) =>
        cookie is null ? [("Origin", HumanSite.Origin)] : [("Origin", HumanSite.Origin), ("Cookie", cookie)];

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        await Cloud.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
