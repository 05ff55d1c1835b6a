using System.Text;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using FsCheck;
using FsCheck.Fluent;

namespace CrawlGate.Tests.Personhood;

public sealed class AgentKitVerifierTests
{
    private readonly AgentStand _stand = new();

    [Fact]
    public async Task P37_A_signed_offer_names_the_human_and_the_nonce_to_remember()
    {
        var payload = await _stand.SignAsync();
        var human = Assert.IsType<AgentKitVerdict.Human>(await _stand.VerifyAsync(payload));
        Assert.Equal(((UInt256)0xff, AgentStand.Agent.Address), (human.HumanId, human.Agent));
        Assert.Equal(payload["nonce"]!.ToString(), human.Nonce);
        Assert.Equal(_stand.Clock.Now.AddMinutes(5), human.NonceEnds);
    }

    [Fact]
    public async Task P37_An_agent_that_nobody_registered_is_no_human()
    {
        var stand = new AgentStand(humanId: "0x" + new string('0', 64));
        Assert.Equal(new AgentKitVerdict.NotHuman(AgentStand.Agent.Address), await stand.VerifyAsync(await stand.SignAsync()));
    }

    public static TheoryData<string, string?, string> ChangedMembers() => new()
    {
        { "domain", "other.example", AgentKitReasons.OtherDomain },
        { "domain", "gw.example:443", AgentKitReasons.OtherDomain },
        { "domain", null, AgentKitReasons.MissingMember },
        { "uri", "https://gw.example/articles/2", AgentKitReasons.OtherUri },
        { "uri", "https://gw.example/articles/1/", AgentKitReasons.OtherUri },
        { "uri", "https://gw.example/articles/%31", AgentKitReasons.OtherUri },
        { "uri", "https://gw.example/x/../articles/1", AgentKitReasons.OtherUri },
        { "uri", "https://gw.example:8443/articles/1", AgentKitReasons.OtherUri },
        { "uri", "https://other.example/articles/1", AgentKitReasons.OtherUri },
        { "uri", "https://gw.example@other.example/articles/1", AgentKitReasons.OtherUri },
        { "uri", "ftp://gw.example/articles/1", AgentKitReasons.OtherUri },
        { "uri", "https://gw.example/articles/1#x", AgentKitReasons.OtherUri },
        { "uri", "/articles/1", AgentKitReasons.OtherUri },
        { "uri", "", AgentKitReasons.OtherUri },
        { "version", "2", AgentKitReasons.BadMessage },
        { "chainId", "eip155:1", AgentKitReasons.UnsupportedChain },
        { "chainId", "eip155:0480", AgentKitReasons.UnsupportedChain },
        { "chainId", "eip155:99999999999999999999", AgentKitReasons.UnsupportedChain },
        { "chainId", "480", AgentKitReasons.UnsupportedChain },
        { "chainId", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", AgentKitReasons.UnsupportedChain },
        { "type", "ed25519", AgentKitReasons.UnsupportedType },
        { "type", "rsa", AgentKitReasons.UnsupportedType },
        { "type", null, AgentKitReasons.MissingMember },
        { "nonce", "2c15abfcc088f08834f3bdc8b4b4952e", AgentKitReasons.ForeignNonce },
        { "nonce", "", AgentKitReasons.ForeignNonce },
        { "issuedAt", "2026-11-20", AgentKitReasons.BadTime },
        { "issuedAt", "2016-11-20T23:13:37.385Z", AgentKitReasons.TooOld },
        { "issuedAt", "2036-11-20T23:13:37.385Z", AgentKitReasons.FromTheFuture },
        { "expirationTime", "soon", AgentKitReasons.BadTime },
        { "expirationTime", "2016-11-20T23:13:37.385Z", AgentKitReasons.Expired },
        { "notBefore", "2036-11-20T23:13:37.385Z", AgentKitReasons.NotYetValid },
        { "notBefore", "later", AgentKitReasons.BadTime },
        { "address", "0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a", AgentKitReasons.BadMessage },
        { "address", "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2B", AgentKitReasons.BadMessage },
        { "address", "", AgentKitReasons.BadMessage },
        { "address", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", AgentKitReasons.BadSignature },
        { "statement", "Hello\nURI: https://evil.example/", AgentKitReasons.BadMessage },
        { "requestId", "a b", AgentKitReasons.BadMessage },
    };

    [Theory]
    [MemberData(nameof(ChangedMembers))]
    public async Task P39_A_header_for_anything_else_is_refused_though_it_is_signed(string member, string? value, string reason)
    {
        var payload = await _stand.SignAsync(payload =>
        {
            if (value is null)
                payload.Remove(member);
            else
                payload[member] = value;
        });
        Assert.Equal(new AgentKitVerdict.Refused(reason), await _stand.VerifyAsync(payload));
        Assert.Equal(0, _stand.Register.Calls);
    }

    [Theory]
    [InlineData("statement")]
    [InlineData("nonce")]
    [InlineData("resources")]
    [InlineData("expirationTime")]
    [InlineData("requestId")]
    public async Task P39_A_member_of_another_kind_is_refused(string member)
    {
        foreach (var json in (string[])["7", "null", "{}", "true", "[7]", "[null]"])
        {
            var payload = await _stand.SignAsync();
            payload[member] = JsonNode.Parse(json);
            Assert.Equal(new AgentKitVerdict.Refused(AgentKitReasons.BadMember), await _stand.VerifyAsync(payload));
        }
    }

    [Fact]
    public async Task P39_A_header_is_good_for_its_own_resource_only()
    {
        var payload = await _stand.SignAsync();
        foreach (var (resource, reason) in ((AgentKitResource, string)[])
        [
            (AgentStand.Article with { Path = "/articles/2" }, AgentKitReasons.OtherUri),
            (AgentStand.Article with { Path = "/Articles/1" }, AgentKitReasons.OtherUri),
            (AgentStand.Article with { Authority = "gw.example:8443" }, AgentKitReasons.OtherUri),
            (AgentStand.Article with { Authority = "other.example" }, AgentKitReasons.OtherDomain),
        ])
        {
            Assert.Equal(new AgentKitVerdict.Refused(reason), await _stand.VerifyAsync(payload, resource));
        }

        // The nonce is bound by itself too, whatever the URI says.
        var offer = _stand.Offer(AgentStand.Article with { Path = "/articles/2" });
        var elsewhere = await _stand.SignAsync(payload => payload["uri"] = "https://gw.example/articles/1", offer);
        Assert.Equal(new AgentKitVerdict.Refused(AgentKitReasons.ForeignNonce), await _stand.VerifyAsync(elsewhere));
        // The usual port and the query say nothing new.
        Assert.IsType<AgentKitVerdict.Human>(await _stand.VerifyAsync(payload, new("https", "GW.example:443", "/articles/1", "?x=1")));
    }

    [Fact]
    public async Task P39_Time_runs_out_with_a_minute_of_tolerance()
    {
        var payload = await _stand.SignAsync(payload => payload.Remove("expirationTime"));
        _stand.Clock.Now += TimeSpan.FromSeconds(299);
        Assert.IsType<AgentKitVerdict.Human>(await _stand.VerifyAsync(payload));
        _stand.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(new AgentKitVerdict.Refused(AgentKitReasons.NonceExpired), await _stand.VerifyAsync(payload));

        foreach (var (member, seconds, reason) in ((string, int, string?)[])
        [
            ("issuedAt", 60, null), ("issuedAt", 61, AgentKitReasons.FromTheFuture),
            ("issuedAt", -360, null), ("issuedAt", -361, AgentKitReasons.TooOld),
            ("expirationTime", -60, null), ("expirationTime", -61, AgentKitReasons.Expired),
            ("notBefore", 60, null), ("notBefore", 61, AgentKitReasons.NotYetValid),
        ])
        {
            var moment = _stand.Clock.Now.AddSeconds(seconds);
            var verdict = await _stand.VerifyAsync(await _stand.SignAsync(payload => payload[member] = SignInTime.Format(moment)));
            if (reason is null)
                Assert.IsType<AgentKitVerdict.Human>(verdict);
            else
                Assert.Equal(new AgentKitVerdict.Refused(reason), verdict);
        }
    }

    [Fact]
    public async Task P39_A_changed_signature_or_an_unsigned_change_is_refused()
    {
        var payload = await _stand.SignAsync();
        payload["statement"] = "Something else";
        Assert.Equal(new AgentKitVerdict.Refused(AgentKitReasons.BadSignature), await _stand.VerifyAsync(payload));

        payload = await _stand.SignAsync();
        foreach (var signature in (string[])["", "0x", "0xzz", "0x00", "abc"])
        {
            payload["signature"] = signature;
            Assert.Contains(Assert.IsType<AgentKitVerdict.Refused>(await _stand.VerifyAsync(payload)).Reason, new[] { AgentKitReasons.BadSignature, AgentKitReasons.BadMessage });
        }
    }

    [Fact]
    public async Task P39_A_solana_signature_is_refused_clearly()
    {
        var payload = await _stand.SignAsync();
        (payload["chainId"], payload["type"]) = ("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "ed25519");
        Assert.Equal(new AgentKitVerdict.Refused(AgentKitReasons.UnsupportedType), await _stand.VerifyAsync(payload));
    }

    [Theory]
    [InlineData("", AgentKitReasons.NotBase64)]
    [InlineData("%%%%", AgentKitReasons.NotBase64)]
    [InlineData("e30", AgentKitReasons.NotBase64)]
    [InlineData("e3 0=", AgentKitReasons.NotBase64)]
    [InlineData("AAAA", AgentKitReasons.NotJson)]
    [InlineData("W10=", AgentKitReasons.NotJson)]
    [InlineData("e30=", AgentKitReasons.MissingMember)]
    public async Task P39_Other_headers_are_refused(string header, string reason) =>
        Assert.Equal(new AgentKitVerdict.Refused(reason), await _stand.Verifier.VerifyAsync(header, AgentStand.Article));

    [Fact]
    public async Task P39_Long_doubled_and_textless_headers_are_refused()
    {
        Assert.Equal(new AgentKitVerdict.Refused(AgentKitReasons.TooLong), await _stand.Verifier.VerifyAsync(new string('A', 8196), AgentStand.Article));
        foreach (var json in (string[])["{\"domain\":\"a\",\"domain\":\"b\"}", "{\"domain\":\"\\ud800\"}", "{\"domain\":" + new string('[', 100), "{} x"])
        {
            var header = Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
            Assert.Equal(new AgentKitVerdict.Refused(AgentKitReasons.NotJson), await _stand.Verifier.VerifyAsync(header, AgentStand.Article));
        }
    }

    [Fact]
    public async Task P39_Garbage_never_throws_and_is_never_a_human()
    {
        var genuine = Encoding.UTF8.GetBytes((await _stand.SignAsync()).ToJsonString());
        Prop.ForAll(Gen.Zip(Gen.Choose(0, genuine.Length - 1), Gen.Choose(0, 255)).ToArbitrary(), change =>
        {
            var bytes = genuine.ToArray();
            bytes[change.Item1] = (byte)change.Item2;
            var verdict = _stand.Verifier.VerifyAsync(Convert.ToBase64String(bytes), AgentStand.Article).GetAwaiter().GetResult();
            // Some changes mean the same, such as a letter's case in the signature's hexadecimal.
            return verdict is AgentKitVerdict.Refused || Encoding.UTF8.GetString(bytes).Equals(Encoding.UTF8.GetString(genuine), StringComparison.OrdinalIgnoreCase);
        }).QuickCheckThrowOnFailure();

        Prop.ForAll(Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf().ToArbitrary(), bytes =>
        {
            var verdict = _stand.Verifier.VerifyAsync(Encoding.Latin1.GetString(bytes), AgentStand.Article).GetAwaiter().GetResult();
            return verdict is AgentKitVerdict.Refused
                && _stand.Verifier.VerifyAsync(Convert.ToBase64String(bytes), AgentStand.Article).GetAwaiter().GetResult() is AgentKitVerdict.Refused;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task P43_Nothing_is_granted_when_the_register_cannot_be_asked()
    {
        foreach (var node in (AnsweringNode[])
        [
            new("0x"),
            new("0x01"),
            new(new EthereumRpcUnavailableException("down")),
            new(new EthereumRpcException(3, "reverted")),
            new(new EthereumRpcException(-32000, "busy")),
        ])
        {
            var verifier = new AgentKitVerifier(_stand.Nonces, new AgentBook(_ => node), _ => null, null, _stand.Clock);
            Assert.IsType<AgentKitVerdict.Unavailable>(await verifier.VerifyAsync(AgentStand.Encode(await _stand.SignAsync()), AgentStand.Article));
        }

        var nowhere = new AgentKitVerifier(_stand.Nonces, new AgentBook(_ => null), _ => null, null, _stand.Clock);
        Assert.IsType<AgentKitVerdict.Unavailable>(await nowhere.VerifyAsync(AgentStand.Encode(await _stand.SignAsync()), AgentStand.Article));
        var wallet = await _stand.SignAsync(payload => (payload["type"], payload["address"]) = ("eip1271", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"));
        Assert.IsType<AgentKitVerdict.Unavailable>(await nowhere.VerifyAsync(AgentStand.Encode(wallet), AgentStand.Article));
    }
}
