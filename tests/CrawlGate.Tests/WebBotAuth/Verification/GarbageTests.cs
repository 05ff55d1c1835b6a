using CrawlGate.WebBotAuth;
using FsCheck;
using FsCheck.Fluent;

namespace CrawlGate.Tests.WebBotAuth;

/// <summary>Nothing a sender writes makes the verifier throw, and nothing but a genuine signature is verified.</summary>
public sealed class GarbageTests
{
    private static readonly string[] Pieces =
    [
        "sig1", "sig2", "=", "=", "(", ")", "\"@authority\"", "\"@target-uri\"", "\"@query-param\"", "\"signature-agent\"", ";key=\"sig1\"", ";req", ";bs", ";sf", ";name=\"x\"", " ", " ",
        ";created=1799999990", ";expires=1800000060", $";keyid=\"{TestKeys.Ed25519Id}\"", ";tag=\"web-bot-auth\"", ";alg=\"ed25519\"", ";nonce=\"n\"", ";", ",", "\"", "\\", ":", ":AQ==:",
        "\"https://signer.example\"", "\"https://\"", "?1", "é", "\0", "\r\n", "\ud800", "-1", "1.5", "9999999999999999", "*",
    ];

    [Fact]
    public void Garbage_never_throws_and_never_verifies()
    {
        var field = Gen.Elements(Pieces).ListOf().Select(static pieces => string.Concat(pieces));
        Prop.ForAll(Gen.Zip(Gen.Zip(field, field), field).ToArbitrary(), input =>
        {
            var ((agent, signatureInput), signature) = input;
            return Verify(("Signature-Agent", agent), ("Signature-Input", signatureInput), ("Signature", signature)) is not WebBotAuthResult.Verified;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_changed_character_never_throws_and_never_verifies()
    {
        var genuine = new Signed();
        var (input, signature) = genuine.Header();
        Assert.IsType<WebBotAuthResult.Verified>(Verify(("Signature-Agent", genuine.AgentHeader!), ("Signature-Input", input), ("Signature", signature)));

        string[] headers = [genuine.AgentHeader!, input, signature];
        Prop.ForAll(Gen.Zip(Gen.Zip(Gen.Choose(0, 2), Gen.Choose(0, 1000)), Gen.Choose(0, 255)).ToArbitrary(), change =>
        {
            var ((which, at), c) = change;
            var changed = (string[])headers.Clone();
            var text = headers[which].ToCharArray();
            text[at % text.Length] = (char)c;
            changed[which] = new string(text);
            var isSame = changed[which] == headers[which];
            var result = Verify(("Signature-Agent", changed[0]), ("Signature-Input", changed[1]), ("Signature", changed[2]));
            return isSame == result is WebBotAuthResult.Verified;
        }).QuickCheckThrowOnFailure();
    }

    private static WebBotAuthResult Verify(params (string, string)[] lines)
    {
        var task = new WebBotAuthVerifier(new KeysInMemory(Signed.Agent, TestKeys.Ed25519Public), new FixedTime(Signed.Now)).VerifyAsync(new TestRequest("GET", "https://example.com/page?x=1", lines));
        Assert.True(task.IsCompletedSuccessfully);
        return task.Result;
    }
}
