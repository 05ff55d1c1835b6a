using System.Text;
using CrawlGate.AspNetCore;
using Microsoft.Extensions.Configuration;

namespace CrawlGate.Tests.AspNetCore;

public sealed class FacilitatorServiceOptionsTests : IDisposable
{
    private const string Serve = "CrawlGate:Facilitator:Serve";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_mistakes_are_reported_at_once_with_their_paths()
    {
        var weak = _folder.Write("weak.key", "too-short-to-be-a-secret"[..23]);
        var good = _folder.Write("good.key", "0123456789abcdefghijklmn");
        var spaced = _folder.Write("spaced.key", "0123456789 abcdefghijklmnopq");
        var errors = Errors($$"""
            { "Enabled": true, "Path": "/x402/", "MaxFeeGwei": 0, "MinSignerBalance": "$0.1", "Clients": [
              { "KeyFile": "{{weak}}", "PayTo": [] },
              { "Name": "b", "KeyFile": "{{good}}", "KeyVariable": "X", "AnyPayTo": true, "RequestsPerMinute": 0 },
              { "Name": "c", "PayTo": [ "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BD", "0x0000000000000000000000000000000000000000" ], "KeyFile": "{{good}}.not" },
              { "Name": "d", "KeyVariable": "CRAWLGATE_TEST_NO_SUCH_KEY", "AnyPayTo": true, "PayTo": [ "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC" ] },
              { "Name": "e", "KeyFile": "{{good}}", "AnyPayTo": true },
              { "Name": "E", "KeyFile": "{{good}}", "AnyPayTo": true },
              { "Name": "f", "KeyFile": "{{spaced}}", "AnyPayTo": true } ] }
            """);
        string[] expected =
        [
            $"{Serve}:Path", $"{Serve}:MaxFeeGwei", $"{Serve}:MinSignerBalance",
            $"{Serve}:Clients:0:Name", $"{Serve}:Clients:0:KeyFile", $"{Serve}:Clients:0:PayTo",
            $"{Serve}:Clients:1:RequestsPerMinute", $"{Serve}:Clients:1:KeyFile",
            $"{Serve}:Clients:2:KeyFile", $"{Serve}:Clients:2:PayTo:0", $"{Serve}:Clients:2:PayTo:1",
            $"{Serve}:Clients:3:KeyVariable", $"{Serve}:Clients:3:AnyPayTo", $"{Serve}:Clients:6:KeyFile",
            $"{Serve}:Clients:5:Name", $"{Serve}:Clients:5",
        ];
        Assert.Equal(expected, errors.Select(error => error[..error.IndexOf(": ", StringComparison.Ordinal)]));
        Assert.DoesNotContain(errors, error => error.Contains("too-short", StringComparison.Ordinal) || error.Contains("0123456789", StringComparison.Ordinal));
    }

    [Fact]
    public void A_misspelt_setting_and_a_key_in_the_file_itself_are_errors() => Assert.Equal(
        [$"{Serve}:Clients:0:Key: is not a setting", $"{Serve}:MaxGwei: is not a setting"],
        Errors("""{ "Enabled": false, "MaxGwei": 1, "Clients": [ { "Name": "a", "Key": "0123456789abcdefghijklmn" } ] }"""));

    [Theory]
    [InlineData("/")]
    [InlineData("x402")]
    [InlineData("//x402")]
    [InlineData("/a//b")]
    [InlineData("/a/../b")]
    [InlineData("/{a}")]
    [InlineData("/a b")]
    [InlineData("/a%2fb")]
    [InlineData("")]
    public void A_path_is_plain(string path) => Assert.StartsWith($"{Serve}:Path: ", Assert.Single(Errors(
        $$"""{ "Enabled": true, "Path": "{{path}}", "Clients": [ { "Name": "a", "KeyFile": "{{_folder.Write("a.key", new string('k', 24))}}", "AnyPayTo": true } ] }""")));

    [Fact]
    public void Serving_needs_a_client_and_settlement_here()
    {
        Assert.StartsWith($"{Serve}:Clients: is missing", Assert.Single(Errors("""{ "Enabled": true }""")));
        var key = _folder.Write("a.key", new string('k', 24));
        var errors = Errors($$"""{ "Enabled": true, "Clients": [ { "Name": "a", "KeyFile": "{{key}}", "AnyPayTo": true } ] }""", """ "Urls": [ "http://127.0.0.1:9" ] """);
        Assert.StartsWith($"{Serve}:Enabled: needs Facilitator:Local", Assert.Single(errors));
    }

    [Fact]
    public void Limits_are_read_in_gwei_and_ether()
    {
        var errors = new SettingErrors("CrawlGate");
        var settings = FacilitatorServiceCompiler.Compile(
            new FacilitatorOptions { Local = new(), Serve = new() { Enabled = true, MaxFeeGwei = 0.000000001m, MinSignerBalance = "1.000000000000000001" } }, errors);
        Assert.Single(errors.All);
        Assert.Equal(("1", "1000000000000000001"), (settings.MaxFee.ToString(), settings.MinBalance.ToString()));
    }

    [Fact]
    public void The_configuration_that_the_README_shows_is_right_but_for_the_keys_that_are_not_there()
    {
        var readme = Repository.Read("src", "CrawlGate.AspNetCore", "FacilitatorService", "README.md");
        var json = readme.Split("```json")[1].Split("```")[0].Trim();
        var section = Read($$"""{ "CrawlGate": { "PublicUrl": "https://site.example", "PayTo": "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC", "Price": "$0.001", "Network": "eip155:84532", "Rpc": [ "http://127.0.0.1:9" ], {{json[1..]}} }""");
        Assert.Equal(
            ["CrawlGate:Facilitator:Local:SignerKeyFile", $"{Serve}:Clients:0:KeyFile"],
            CrawlGateConfiguration.FindErrors(section, out _).Select(error => error[..error.IndexOf(": ", StringComparison.Ordinal)]));
    }

    private IReadOnlyList<string> Errors(string serve, string? settlement = null)
    {
        settlement ??= $$""" "Local": { "SignerKeyFile": "{{_folder.Write("signer.key", "0x" + new string('7', 64))}}" } """;
        var section = Read($$"""
            { "CrawlGate": { "PublicUrl": "https://site.example", "PayTo": "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC", "Price": "$0.001", "Network": "eip155:84532",
              "Rpc": [ "http://127.0.0.1:9" ], "Facilitator": { {{settlement}}, "Serve": {{serve}} } } }
            """);
        return CrawlGateConfiguration.FindErrors(section, out _);
    }

    private static IConfigurationSection Read(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build().GetSection("CrawlGate");
}
