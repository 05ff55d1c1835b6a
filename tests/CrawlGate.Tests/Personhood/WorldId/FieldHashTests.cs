using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

public sealed class FieldHashTests
{
    [Theory]
    [InlineData("", "0x00c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a4")]
    [InlineData("test_signal", "0x00c1636e0a961a3045054c4d61374422c31a95846b8442f0927ad2ff1d6112ed")]
    [InlineData("0x010203", "0x00f1885eda54b7a053318cd41e2093220dab15d65381b1157a3633a83bfd5c92")]
    [InlineData("0x68656c6c6f", "0x001c8aff950685c2ed4bc3174f3472287b56d9517b9c948127319a09a7a36dea")]
    [InlineData("0xabc", "0x00851bb152e67e6c958ab7da1431fcaed09ce0efc598885f69a750b3b4b81fc1")]
    public void P1_A_signal_hashes_as_IDKit_hashes_it(string signal, string hash) =>
        Assert.Equal(hash, FieldText.ToHex(FieldHash.HashSignal(signal)));

    [Fact]
    public void P1_Hexadecimal_signals_are_their_bytes_and_a_bare_prefix_is_text()
    {
        Assert.Equal(FieldHash.HashToField("hello"), FieldHash.HashSignal("0x68656C6C6f"));
        Assert.Equal(FieldHash.HashToField("0x"), FieldHash.HashSignal("0x"));
        Assert.Equal(FieldHash.HashToField("0xzz"), FieldHash.HashSignal("0xzz"));
        Assert.Equal(FieldHash.HashToField("0X68"), FieldHash.HashSignal("0X68"));
        Assert.NotEqual(FieldHash.HashSignal(""), FieldHash.HashSignal("0x"));
    }

    [Fact]
    public void P36_An_external_nullifier_of_version_3_comes_out_of_app_and_action()
    {
        Assert.True(WorldIdAppId.TryParse("app_staging_45068dca85829d2fd90e2dd6f0bff997", out var app));

        Assert.Equal("0x00d8b157e767dc59faa533120ed0ce34fc51a71937292ea8baed6ee6f4fda866", FieldText.ToHex(WorldIdAction.ExternalNullifier(app, "test-action-qli8g")));
        Assert.NotEqual(WorldIdAction.ExternalNullifier(app, "test-action-qli8g"), WorldIdAction.ExternalNullifier(app, ""));
    }

    [Theory]
    [InlineData("rp_0123456789abcdef", true)]
    [InlineData("rp_0387df34f862cd4e", true)]
    [InlineData("rp_0123456789ABCDEF", false)]
    [InlineData("rp_123456789abcdef", false)]
    [InlineData("RP_0123456789abcdef", false)]
    [InlineData("rp_0123456789abcdeg", false)]
    [InlineData("rp_ 123456789abcdef", false)]
    [InlineData("", false)]
    public void A_relying_party_has_one_spelling(string text, bool isOne)
    {
        Assert.Equal(isOne, WorldIdRpId.TryParse(text, out var rpId));
        Assert.Equal(isOne ? text : "rp_0000000000000000", rpId.ToString());
    }

    [Theory]
    [InlineData("app_staging_0123456789abcdef0123456789abcdef", true, true)]
    [InlineData("app_0123456789abcdef0123456789abcdef", true, false)]
    [InlineData("app_", false, false)]
    [InlineData("app_x/../y", false, false)]
    [InlineData("app_ABC", false, false)]
    public void An_app_is_lower_case_and_says_whether_it_is_for_tests(string text, bool isOne, bool isStaging)
    {
        Assert.Equal(isOne, WorldIdAppId.TryParse(text, out var app));
        Assert.Equal(isStaging, app.IsStaging);
        Assert.False(WorldIdAppId.TryParse("app_" + new string('a', 61), out _));
    }
}
