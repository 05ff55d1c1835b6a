using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using CrawlGate.Tests.Ethereum;
using HttpNode = CrawlGate.Tests.Ethereum.ScriptedNode;

namespace CrawlGate.Tests.AspNetCore;

public sealed class WalletPersonhoodTests : IAsyncLifetime
{
    private const string Yes = "0x0000000000000000000000000000000000000000000000000000000000000001";
    private const string No = "0x0000000000000000000000000000000000000000000000000000000000000000";
    private static readonly PrivateKeySigner Wallet = PrivateKeySigner.FromHex(new string('3', 64));
    private static readonly PrivateKeySigner Other = PrivateKeySigner.FromHex(new string('4', 64));

    private HttpNode _node = null!;
    private WalletPersonhood _verifier = null!;
    private WalletSource _source = null!;
    private string _answer = Yes;

    [Fact]
    public async Task A_wallet_that_signs_our_text_and_is_known_is_a_person()
    {
        var challenge = Challenge();
        var accepted = Assert.IsType<PersonhoodVerdict.Accepted>(await VerifyAsync(await SignAsync(challenge), challenge));
        Assert.Equal(Wallet.Address.ToArray(), accepted.Subject.ToArray());
        Assert.Equal(PersonhoodLevel.High, accepted.Level);
        Assert.Equal(["eth_call"], _node.Calls);
    }

    [Fact]
    public async Task The_text_is_a_sign_in_message_that_expires_and_is_bound_to_the_browser()
    {
        var challenge = Challenge();
        Assert.True(SignInMessage.TryParse(_source.TextFor(Wallet.Address, challenge), out var message, out var error), error);
        Assert.Equal(("site.example:8443", "https://site.example:8443/", 137UL), (message.Domain, message.Uri, message.ChainId));
        Assert.Equal(challenge.Signal.ToString(), "0x" + message.Nonce);
        Assert.Equal(("2026-11-21T10:00:00Z", "2026-11-21T10:40:00Z"), (message.IssuedAt, message.ExpirationTime));

        // As a form sends it.
        var fields = await SignAsync(challenge);
        fields["message"] = fields["message"].Replace("\n", "\r\n", StringComparison.Ordinal);
        Assert.IsType<PersonhoodVerdict.Accepted>(await VerifyAsync(fields, challenge));
    }

    [Fact]
    public async Task What_was_signed_for_another_browser_or_by_another_wallet_is_refused_before_the_register_is_asked()
    {
        var challenge = Challenge();
        Assert.Equal("expired", await CodeAsync(await SignAsync(Challenge()), challenge));
        Assert.Equal("expired", await CodeAsync(await SignAsync(challenge, fields => fields["message"] += " "), challenge));
        Assert.Equal("expired", await CodeAsync(await SignAsync(challenge, fields => fields.Remove("message")), challenge));
        Assert.Equal("expired", await CodeAsync(await SignAsync(challenge, fields => fields["address"] = Other.Address.ToString()), challenge));
        Assert.Equal("malformed", await CodeAsync(await SignAsync(challenge, fields => fields["address"] = "0x12"), challenge));
        Assert.Equal("malformed", await CodeAsync(await SignAsync(challenge, fields => fields["source"] = "elsewhere"), challenge));
        Assert.Equal("malformed", await CodeAsync(await SignAsync(challenge, fields => fields["signature"] = "0x0g"), challenge));
        Assert.Equal("malformed", await CodeAsync(await SignAsync(challenge, fields => fields.Remove("signature")), challenge));
        Assert.Empty(_node.Calls);

        Assert.Equal("invalid_proof", await CodeAsync(await SignAsync(challenge, signer: Other), challenge));
        Assert.DoesNotContain("eth_call", _node.Calls);
    }

    [Fact]
    public async Task A_no_is_a_no_and_no_answer_is_nobodys_fault()
    {
        var challenge = Challenge();
        _answer = No;
        Assert.Equal("not_a_person", await CodeAsync(await SignAsync(challenge), challenge));
        _answer = "0x";
        Assert.IsType<PersonhoodVerdict.Unavailable>(await VerifyAsync(await SignAsync(challenge), challenge));
        _node.Script["eth_call"] = (_, _) => throw new NodeError(-32000, "busy");
        Assert.IsType<PersonhoodVerdict.Unavailable>(await VerifyAsync(await SignAsync(challenge), challenge));
        _node.Script["eth_call"] = (_, _) => throw new NodeError(3, "execution reverted");
        Assert.Equal("not_a_person", await CodeAsync(await SignAsync(challenge), challenge));
    }

    public async Task InitializeAsync()
    {
        _node = await HttpNode.StartAsync();
        _node.Script["eth_call"] = (_, _) => Task.FromResult<JsonNode?>(_answer);
        _node.Script["eth_getCode"] = (_, _) => Task.FromResult<JsonNode?>("0x");
        var options = new WalletOptions { ChainId = 137, Contract = "0x2050256a91cbabd7c42465aa0d5325115c1deb43", Function = "isHuman(address)", Rule = "true", RevertMeansNo = true };
        _source = new WalletSource("mine", "My register", WalletRules.Read("mine", options), new EthereumRpcClient([_node.Url]), PersonhoodLevel.High);
        _verifier = new WalletPersonhood([_source], TimeProvider.System);
    }

    public async Task DisposeAsync() => await _node.DisposeAsync();

    private static PersonhoodChallenge Challenge()
    {
        var issued = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
        var cookie = ChallengeCookie.Create(2968, 1, issued);
        return new PersonhoodChallenge
        {
            Id = cookie.Id,
            Signal = cookie.Signal,
            Action = "crawlgate:site.example:2026-W47:1",
            IssuedAt = issued,
            ExpiresAt = issued.AddMinutes(40),
            Site = new Uri("https://site.example:8443"),
        };
    }

    private async Task<Dictionary<string, string>> SignAsync(PersonhoodChallenge challenge, Action<Dictionary<string, string>>? change = null, PrivateKeySigner? signer = null)
    {
        var text = _source.TextFor(Wallet.Address, challenge);
        var fields = new Dictionary<string, string>
        {
            ["source"] = "mine",
            ["address"] = Wallet.Address.ToString(),
            ["message"] = text,
            ["signature"] = Hex.Encode((await (signer ?? Wallet).SignAsync(PersonalMessage.Digest(text))).ToArray()),
        };
        change?.Invoke(fields);
        return fields;
    }

    private async Task<PersonhoodVerdict> VerifyAsync(Dictionary<string, string> fields, PersonhoodChallenge challenge) =>
        await _verifier.VerifyAsync(new PersonhoodEvidence(fields), challenge, CancellationToken.None);

    private async Task<string> CodeAsync(Dictionary<string, string> fields, PersonhoodChallenge challenge) =>
        Assert.IsType<PersonhoodVerdict.Refused>(await VerifyAsync(fields, challenge)).Code;
}
