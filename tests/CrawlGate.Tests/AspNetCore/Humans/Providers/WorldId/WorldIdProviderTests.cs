using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class WorldIdProviderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crawlgate-worldid-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("cloud", "production", false)]
    [InlineData("Cloud", "sandbox", true)]
    [InlineData("local", "production", true)]
    [InlineData("rpc", "staging", false)]
    public void Settings_that_go_together_have_no_errors(string mode, string environment, bool legacy) =>
        Assert.Empty(Find(options => (options.Mode, options.Environment, options.AllowLegacy, options.Rpc) = (mode, environment, legacy, ["https://chain.example"])));

    [Fact]
    public void Every_mistake_is_reported_with_its_path()
    {
        var errors = Find(options =>
        {
            options.AppId = "app-1";
            options.RpId = "rp_0123456789ABCDEF";
            options.SigningKeyFile = Path.Combine(_folder, "nothing.key");
            options.Environment = "Production";
            options.IssuerSchemaIds = [1, 0, 1];
            options.IdKitPath = Path.Combine(_folder, "nowhere");
            options.BridgeUrl = "http://bridge.example";
            options.CloudUrl = "https://user:secret@cloud.example";
            options.Rpc = ["chain"];
        });

        Assert.Equal(
            ["AppId", "BridgeUrl", "CloudUrl", "Environment", "IdKitPath", "IdKitPath", "IssuerSchemaIds:1", "IssuerSchemaIds:2", "RpId", "Rpc:0", "SigningKeyFile"],
            errors.Select(error => error["CrawlGate:Personhood:WorldId:".Length..error.IndexOf(": ", StringComparison.Ordinal)]).Order());
    }

    [Fact]
    public void Without_anything_all_that_is_needed_is_asked_for() => Assert.Equal(
        ["AppId", "RpId", "Rpc", "SigningKeyFile"],
        Find(_ => { }, new WorldIdOptions()).Select(error => error["CrawlGate:Personhood:WorldId:".Length..error.IndexOf(": ", StringComparison.Ordinal)]).Order());

    [Theory]
    [InlineData("chain", "production", false, "Mode")]
    [InlineData("local", "sandbox", false, "Mode")]
    [InlineData("rpc", "staging", true, "AllowLegacy")]
    public void What_no_contract_could_verify_is_a_mistake(string mode, string environment, bool legacy, string key) => Assert.StartsWith(
        $"CrawlGate:Personhood:WorldId:{key}: ",
        Assert.Single(Find(options => (options.Mode, options.Environment, options.AllowLegacy, options.Rpc) = (mode, environment, legacy, ["https://chain.example"]))));

    [Fact]
    public void The_key_comes_from_one_place_and_is_never_repeated()
    {
        Assert.Contains("set one of", Assert.Single(Find(options => options.SigningKeyVariable = "CRAWLGATE_NO_SUCH_KEY")), StringComparison.Ordinal);
        foreach (var change in (Action<WorldIdOptions>[])
            [options => options.SigningKeyFile = WorldIdStand.Key, options => (options.SigningKeyFile, options.SigningKeyVariable) = (null, "0x" + WorldIdStand.Key)])
        {
            var error = Assert.Single(Find(change));
            Assert.DoesNotContain(WorldIdStand.Key, error, StringComparison.Ordinal);
        }

        File.WriteAllText(Path.Combine(_folder, "other.key"), WorldIdStand.Key[..^1]);
        Assert.DoesNotContain(WorldIdStand.Key[..16], Assert.Single(Find(options => options.SigningKeyFile = Path.Combine(_folder, "other.key"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("idkit.global.js")]
    [InlineData("idkit_wasm_bg.wasm")]
    public void Half_of_IDKit_is_none(string missing) => Assert.Contains(missing, Assert.Single(Find(_ => File.Delete(Path.Combine(_folder, missing)))), StringComparison.Ordinal);

    private IReadOnlyList<string> Find(Action<WorldIdOptions> change, WorldIdOptions? options = null)
    {
        options ??= WorldIdStand.Options(_folder);
        change(options);
        var errors = new SettingErrors("CrawlGate");
        PersonhoodProviders.Check(new PersonhoodOptions { WorldId = options }, new CrawlGateOptions(), errors.Below("Personhood"));
        return errors.All;
    }
}
