using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using FsCheck;
using FsCheck.Fluent;

namespace CrawlGate.Tests.Personhood;

public sealed class SignInMessageTests
{
    private static readonly SignInMessage Plain = new()
    {
        Domain = "site.example",
        Address = Address.Parse("0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A"),
        Uri = "https://site.example/a",
        ChainId = 480,
        Nonce = "abcdEFGH1",
        IssuedAt = "2026-11-20T23:13:37.385Z",
    };

    private static readonly SignInMessage Full = Plain with
    {
        Domain = "site.example:8443",
        Statement = "I am a person; naïve?",
        ExpirationTime = "2026-11-20T23:18:37Z",
        NotBefore = "2026-11-20T23:13:00+01:00",
        RequestId = "some-id",
        Resources = ["https://site.example/a", "ipfs://bafy/x"],
    };

    private const string Head = "site.example wants you to sign in with your Ethereum account:\n0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A\n\n";
    private const string Tail = "URI: https://site.example/a\nVersion: 1\nChain ID: 480\nNonce: abcdEFGH1\nIssued At: 2026-11-20T23:13:37.385Z";

    [Fact]
    public void P38_Without_a_statement_two_lines_stay_blank()
    {
        Assert.Equal(Head + "\n" + Tail, Text(Plain));
        Assert.Equal(Text(Plain), Text(Plain with { Statement = "" }));
    }

    [Fact]
    public void P38_An_empty_list_of_resources_keeps_its_heading() =>
        Assert.Equal(Head + "Hello\n\n" + Tail + "\nResources:", Text(Plain with { Statement = "Hello", Resources = [] }));

    [Fact]
    public void P38_What_is_printed_is_read_back()
    {
        foreach (var message in (SignInMessage[])[Plain, Full, Plain with { Resources = [] }, Full with { Statement = null }])
        {
            Assert.True(SignInMessage.TryParse(Text(message), out var read, out var error), error);
            Assert.Equal(Text(message), Text(read));
            Assert.Equal(message with { Resources = null }, read with { Resources = null });
            Assert.Equal(message.Resources, read.Resources);
        }
    }

    [Fact]
    public void P38_A_field_that_could_pass_for_another_is_refused()
    {
        foreach (var message in (SignInMessage[])
        [
            Plain with { Statement = "Hello\n\nURI: https://evil.example/" },
            Plain with { Statement = "Hello\r" },
            Plain with { Statement = "Hello\u2028x" },
            Plain with { Statement = "\ud800" },
            Plain with { Domain = "" },
            Plain with { Domain = "a b" },
            Plain with { Domain = "site.example\n" },
            Plain with { Uri = "/a" },
            Plain with { Uri = "https://site.example/a\nVersion: 2" },
            Plain with { Uri = "https://site.example/ä" },
            Plain with { Nonce = "abc1234" },
            Plain with { Nonce = "abcd-1234" },
            Plain with { Nonce = "abcd1234é" },
            Plain with { IssuedAt = "yesterday" },
            Plain with { IssuedAt = "" },
            Plain with { ExpirationTime = "2026-02-30T00:00:00Z" },
            Plain with { NotBefore = "2026-11-20 23:13:37Z" },
            Plain with { RequestId = "a\nb" },
            Plain with { Resources = ["not a uri"] },
            Plain with { Resources = ["https://a.example/\n- https://b.example/"] },
        ])
        {
            Assert.False(message.TryFormat(out _, out var error));
            Assert.NotEmpty(error);
        }
    }

    [Theory]
    [InlineData("0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A", "0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a")]
    [InlineData("Version: 1", "Version: 2")]
    [InlineData("Chain ID: 480", "Chain ID: 0480")]
    [InlineData("Chain ID: 480", "Chain ID: x")]
    [InlineData("Nonce: ", "nonce: ")]
    [InlineData("\n\nURI", "\nURI")]
    [InlineData("Nonce: abcdEFGH1\n", "")]
    [InlineData("385Z", "385Z\n")]
    [InlineData("385Z", "385Z\nRequest ID: ")]
    [InlineData("385Z", "385Z\nResources: x")]
    [InlineData("385Z", "385Z\nResources:\nhttps://a.example/")]
    [InlineData("385Z", "385Z\nNot Before: 2026-11-20T23:13:37Z\nExpiration Time: 2026-11-20T23:13:37Z")]
    [InlineData("\n", "\r\n")]
    [InlineData("site.example wants", "https://site.example wants")]
    public void Any_other_text_is_refused(string part, string replacement)
    {
        Assert.True(SignInMessage.TryParse(Head + "\n" + Tail, out _, out _));
        Assert.False(SignInMessage.TryParse((Head + "\n" + Tail).Replace(part, replacement, StringComparison.Ordinal), out _, out var error));
        Assert.NotEmpty(error!);
    }

    [Fact]
    public void Garbage_never_throws_and_prints_as_it_was_read()
    {
        string[] pieces =
        [
            Head, Tail, "\n", "\n\n", "Hello", "URI: ", "Version: 1", "Resources:", "- ", "Not Before: ",
            "2026-11-20T23:13:37Z", "9999-12-31T23:59:59-14:00", "\ud800", "\0",
        ];
        Prop.ForAll(Gen.Elements(pieces).ListOf().Select(static parts => string.Concat(parts)).ToArbitrary(), text =>
            !SignInMessage.TryParse(text, out var message, out _) || Text(message) == text).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("2026-11-20T23:13:37Z", 0, 0)]
    [InlineData("2026-11-20T23:13:37.5Z", 500, 0)]
    [InlineData("2026-11-20T23:13:37.123456789Z", 123, 4567)]
    [InlineData("2026-11-21T00:13:37+01:00", 0, 0)]
    public void Times_are_read(string text, int milliseconds, int ticks)
    {
        Assert.True(SignInTime.TryParse(text, out var moment));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 23, 13, 37, milliseconds, TimeSpan.Zero).AddTicks(ticks), moment);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-11-20")]
    [InlineData("2026-11-20T23:13:37")]
    [InlineData("2026-11-20T23:13:37.Z")]
    [InlineData("2026-11-20T23:13:37z")]
    [InlineData("2026-11-20T23:13:37+0100")]
    [InlineData("2026-11-20T23:13:37 Z")]
    [InlineData("2026-13-20T23:13:37Z")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("2026-11-20T23:13:37.00000000000000000000000000Z")]
    public void Other_texts_are_no_times(string? text) => Assert.False(SignInTime.TryParse(text, out _));

    [Fact]
    public async Task A_key_signs_for_its_own_account_only()
    {
        using var signer = PrivateKeySigner.FromHex("0x" + new string('1', 64));
        var signature = (await signer.SignAsync(PersonalMessage.Digest(Text(Full)))).ToArray();

        Assert.True(SignInSignature.IsSignedByKey(signer.Address, Text(Full), signature));
        Assert.True(SignInSignature.IsSignedByKey(signer.Address, Text(Full), [.. signature[..64], (byte)(signature[64] - 27)]));
        Assert.False(SignInSignature.IsSignedByKey(signer.Address, Text(Plain), signature));
        Assert.False(SignInSignature.IsSignedByKey(default, Text(Full), signature));
        Assert.False(SignInSignature.IsSignedByKey(signer.Address, Text(Full), signature[..64]));
        Assert.False(SignInSignature.IsSignedByKey(signer.Address, Text(Full), []));
        Assert.False(SignInSignature.IsSignedByKey(signer.Address, Text(Full), [.. signature[..64], 29]));
    }

    [Fact]
    public void The_digest_of_a_text_is_that_of_viem_and_ethers() =>
        // hashMessage("hello world")
        Assert.Equal("0xd9eba16ed0ecae432b71fe008c98cc872bb4cc214d3220a36f365326cf807d68", PersonalMessage.Digest("hello world").ToString());

    internal static string Text(SignInMessage message)
    {
        Assert.True(message.TryFormat(out var text, out var error), error);
        return text;
    }
}
