using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

/// <summary>A request to https://example.com/ with a Web Bot Auth signature, genuine unless something about it is changed.</summary>
internal sealed record Signed
{
    public const string Agent = "https://signer.example";
    public const long Now = 1_800_000_000;

    public string Label { get; init; } = "sig1";

    public string Url { get; init; } = "https://example.com/page?x=1";

    public string? AgentHeader { get; init; } = $"sig1=\"{Agent}\"";

    public string Components { get; init; } = "\"@authority\" \"signature-agent\";key=\"sig1\"";

    public string Parameters { get; init; } = Times(Now - 10, Now + 60) + $";keyid=\"{TestKeys.Ed25519Id}\";tag=\"web-bot-auth\"";

    public Ed25519SigningKey Key { get; init; } = TestKeys.Ed25519Private;

    public static string Times(long created, long expires) => FormattableString.Invariant($"created={created};expires={expires}");

    /// <summary>The request as it arrives.</summary>
    public TestRequest Request() => With(Header());

    /// <summary>The request with other signatures than its own.</summary>
    public TestRequest With(params (string Input, string Signature)[] signatures) => new("GET", Url,
    [
        .. AgentLines(),
        ("Signature-Input", string.Join(", ", signatures.Select(signature => signature.Input))),
        ("Signature", string.Join(", ", signatures.Select(signature => signature.Signature))),
    ]);

    /// <summary>The members of the two headers.</summary>
    public (string Input, string Signature) Header()
    {
        var input = $"({Components});{Parameters}";
        return ($"{Label}={input}", $"{Label}={MessageSigner.Sign(new TestRequest("GET", Url, AgentLines()), Label, input, Key)}");
    }

    private (string, string)[] AgentLines() => AgentHeader is null ? [] : [("Signature-Agent", AgentHeader)];
}
