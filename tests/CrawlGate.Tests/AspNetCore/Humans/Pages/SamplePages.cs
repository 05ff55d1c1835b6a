using System.Buffers;
using System.Text;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Every page of the gate, with the same strange text in each place that takes one.</summary>
internal static class SamplePages
{
    public const string Evil = "\"'><script>alert(1)</script>";

    // What a path may hold at worst: no spaces and no backslashes, but quotes and brackets.
    private const string EvilPath = "/a?q=\"'><script>alert(1)</script>";

    public static PersonhoodChallenge Challenge { get; } = new()
    {
        Id = new byte[16],
        Signal = Bytes32.Parse("0x" + new string('a', 64)),
        Action = "crawlgate:site.example:2026-W47:2",
        IssuedAt = DateTimeOffset.UnixEpoch,
        ExpiresAt = DateTimeOffset.UnixEpoch.AddMinutes(20),
        Site = new Uri("https://site.example/"),
    };

    public static IPersonhoodForm[] Forms(string text = Evil) =>
    [
        new PrivateTokenForm(),
        new WalletForm([(text, text)]),
        new SemaphoreForm(new SemaphoreOptions { Name = text, ProofUrl = "https://group.example/prove?m={message}&s={scope}&r={return}&x=" + text }),
        new WorldIdForm(3, new Uri("https://bridge.example/path")),
    ];

    public static ChallengePage Ask(PageTexts texts, string text = Evil, string path = EvilPath) =>
        new(Challenge, path, texts) { Contact = text, Decision = new DecisionId(7) };

    /// <summary>All of them, by name.</summary>
    public static IEnumerable<(string Name, string Html)> All(PageTexts texts)
    {
        var terms = new QuoteTerms(Evil, null, true, Evil, 0.001m);
        foreach (var (human, notice) in new (string?, QuoteNotice?)[] { (null, null), (HumanPaths.Page + "?to=" + Evil, null), (null, new QuoteNotice(BudgetOutcome.Day, 9000)) })
        {
            var quote = new ArrayBufferWriter<byte>();
            QuotePage.Render(quote, terms, "https://site.example/" + Evil, QuoteReason.Malformed(Evil), new DecisionId(7), human, notice, texts);
            yield return ("quote", Encoding.UTF8.GetString(quote.WrittenSpan));
        }

        yield return ("refusal", Render(RefusalWriter.Page(texts, Problem.Blocked(403), Evil, Evil, new DecisionId(7))));
        yield return ("limit", Render(RefusalWriter.Page(texts, Problem.RateLimited(30), null, Evil, new DecisionId(7))));
        yield return ("challenge", Render(new ChallengePageWriter(Forms()).Write(Ask(texts))));
        yield return ("nothing", Render(new ChallengePageWriter([]).Write(Ask(texts) with { Failed = new FailedProof(null, Evil) })));
        yield return ("signing", Render(new ChallengePageWriter(Forms()).Write(Ask(texts) with { Wallet = new WalletMessage(Evil, Evil, Evil + "\n" + Evil), Failed = new FailedProof("wallet", Evil) })));
        foreach (var form in Forms())
            yield return ("failed", Render(new ChallengePageWriter(Forms()).Write(Ask(texts) with { Failed = new FailedProof(form.Name, "already_used") })));
        yield return ("done", Render(HumanDonePage.Write(texts, EvilPath)));
        yield return ("wait", Render(Wait(texts).Write()));
        yield return ("stopped", Render((Wait(texts) with { Reloads = false }).Write()));
        yield return ("forgotten", Render(ForgottenPage.Write(texts)));
    }

    public static string Render(GatePage page)
    {
        var writer = new ArrayBufferWriter<byte>();
        page.Render(writer);
        return Encoding.UTF8.GetString(writer.WrittenSpan);
    }

    private static WaitPage Wait(PageTexts texts) => new(texts)
    {
        AppLink = new Uri("https://world.example/verify?k=" + Evil),
        Address = EvilPath,
        CancelAddress = EvilPath,
        SecondsLeft = 900,
    };
}
