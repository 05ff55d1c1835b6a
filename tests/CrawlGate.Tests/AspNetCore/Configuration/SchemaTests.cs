using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Gateway;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>The schema that editors complete from has exactly the settings that the gateway reads.</summary>
public sealed class SchemaTests
{
    private readonly JsonNode _schema = JsonNode.Parse(Repository.Read("config", "gateway.schema.json"))!;

    [Fact]
    public void Top_level_sections() => AssertKeys(GatewayConfiguration.TopLevel, _schema);

    [Fact]
    public void The_CrawlGate_section() => AssertKeys([.. Settings<CrawlGateOptions>(), .. GatewayConfiguration.OwnKeys], Section);

    [Fact]
    public void Its_parts()
    {
        AssertKeys(Settings<AssetOptions>(), Part("Asset"));
        AssertKeys(Settings<FacilitatorOptions>(), Part("Facilitator"));
        AssertKeys(Settings<LocalFacilitatorOptions>(), Part("Facilitator")["properties"]!["Local"]!);
        AssertKeys(Settings<DeferredOptions>(), Part("Deferred"));
        var serve = Part("Facilitator")["properties"]!["Serve"]!;
        AssertKeys(Settings<FacilitatorServiceOptions>(), serve);
        AssertKeys(Settings<FacilitatorClientOptions>(), serve["properties"]!["Clients"]!["items"]!);
        AssertKeys(Settings<PolicyOptions>(), Part("Policies")["additionalProperties"]!);
        AssertKeys(Settings<RuleOptions>(), Defined("rule"));
        AssertKeys(Settings<RuleConditionOptions>(), Defined("rule")["properties"]!["When"]!);
        var personhood = Part("Personhood");
        AssertKeys(Settings<PersonhoodOptions>(), personhood);
        AssertKeys(Settings<SemaphoreOptions>(), personhood["properties"]!["Semaphore"]!);
        AssertKeys(Settings<WorldIdOptions>(), personhood["properties"]!["WorldId"]!);
        AssertKeys(Settings<PrivateTokenOptions>(), personhood["properties"]!["PrivateToken"]!);
        AssertKeys(Settings<TokenIssuerOptions>(), personhood["properties"]!["PrivateToken"]!["properties"]!["Issuers"]!["items"]!);
        AssertKeys(Settings<WalletOptions>(), personhood["properties"]!["Wallets"]!["additionalProperties"]!);
        AssertKeys(Settings<BudgetOptions>(), Defined("budget"));
        AssertKeys(Settings<AgentKitOptions>(), Part("AgentKit"));
        var verification = Part("Verification");
        AssertKeys(Settings<VerificationOptions>(), verification);
        AssertKeys(Settings<IpRangeOptions>(), verification["properties"]!["IpRanges"]!);
        AssertKeys(Settings<ReverseDnsSettings>(), verification["properties"]!["ReverseDns"]!);
        AssertKeys(Settings<WebBotAuthSettings>(), verification["properties"]!["WebBotAuth"]!);
        Assert.Equal(Enum.GetNames<ForwardedHeaderKind>(), Values(Part("ForwardedHeader")));
        Assert.Equal(Enum.GetNames<ChargedAudience>(), _schema["$defs"]!["audience"]!["enum"]!.AsArray().Select(name => name!.GetValue<string>()));
    }

    [Fact]
    public void Enumerated_settings()
    {
        var when = Defined("rule")["properties"]!["When"]!["properties"]!;
        AssertNames<GateMode>(Defined("mode"));
        AssertNames<PaymentFlow>(Defined("flow"));
        AssertNames<HumanAccess>(Defined("humans"));
        AssertNames<PersonhoodLevel>(Defined("level"));
        AssertNames<PaymentIdentifierRule>(Part("PaymentIdentifier"));
        AssertNames<RuleActionName>(Defined("rule")["properties"]!["Action"]!);
        AssertNames<CrawlerPurpose>(when["Purpose"]!["items"]!);
        AssertNames<IdentityVerdict>(when["Identity"]!["items"]!);
        AssertNames<VerificationMethod>(when["Verification"]!["items"]!);
        AssertNames<ClientKind>(when["Kind"]!["items"]!);
        AssertKeys(Enum.GetValues<IdentityVerdict>().Select(verdict => SettingName.Of(verdict)), Defined("rule")["properties"]!["Prices"]!);
        Assert.Equal(RequestTraits.Methods, Values(when["Method"]!["items"]!));
    }

    private JsonNode Section => _schema["properties"]!["CrawlGate"]!;

    private JsonNode Part(string name) => Section["properties"]![name]!;

    private JsonNode Defined(string name) => _schema["$defs"]![name]!;

    private static IEnumerable<string> Values(JsonNode schema) => schema["enum"]!.AsArray().Select(name => name!.GetValue<string>());

    private static void AssertNames<T>(JsonNode schema) where T : struct, Enum =>
        Assert.Equal(Enum.GetValues<T>().Select(value => SettingName.Of(value)), Values(schema));

    private static string[] Settings<T>() => [.. typeof(T).GetProperties().Select(property => property.Name)];

    private static void AssertKeys(IEnumerable<string> expected, JsonNode schema) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), schema["properties"]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
}
