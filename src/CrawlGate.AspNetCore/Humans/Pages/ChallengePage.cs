namespace CrawlGate.AspNetCore;

/// <summary>The page that asks for a proof, as forms see it.</summary>
/// <param name="Challenge">What has to be proven.</param>
/// <param name="ReturnPath">Where the visitor wants to go on: a path of this site, with its query.</param>
/// <param name="Texts">What is said, in the visitor's language.</param>
internal sealed record ChallengePage(PersonhoodChallenge Challenge, string ReturnPath, PageTexts Texts)
{
    /// <summary>The proof that failed just now; null when none did.</summary>
    public FailedProof? Failed { get; init; }

    /// <summary>The text that a wallet is to sign; null before one is named.</summary>
    public WalletMessage? Wallet { get; init; }

    /// <summary>Whom to ask; null when nobody is named.</summary>
    public string? Contact { get; init; }

    /// <summary>The decision that led here; none when it is not known.</summary>
    public DecisionId Decision { get; init; }

    /// <summary>The address of the page itself, in its language or the one of the browser.</summary>
    public string Address => $"{HumanPaths.Page}?{HumanPaths.ReturnTo}={Uri.EscapeDataString(ReturnPath)}";

    /// <summary>A path of the gate's own as what forms are sent to, so that the answer speaks the same language.</summary>
    public string Action(string path) => $"{path}?{PageLanguages.Parameter}={Texts.Language}";

    /// <summary>Whether it is this verifier's proof that failed.</summary>
    public bool HasFailed(string provider) => Failed?.Provider == provider;

    /// <summary>What says so at a field: the attributes that make it the wrong one.</summary>
    public string InvalidAttributes(string provider, string describedBy) =>
        HasFailed(provider) ? $" aria-invalid=\"true\" aria-describedby=\"{provider}-wrong {describedBy}\"" : $" aria-describedby=\"{describedBy}\"";

    /// <summary>What failed, as a text at the form's field; nothing when it did not fail.</summary>
    public HtmlWriter WrongText(string provider) =>
        HasFailed(provider) ? new HtmlWriter().Write($"<p class=\"wrong\" id=\"{provider}-wrong\">{Failed!.Text(Texts)}</p>\n") : new HtmlWriter();

    /// <summary>The fields that every form has.</summary>
    public HtmlWriter HiddenFields(string provider) => new HtmlWriter().Write(
        $"""
        <input type="hidden" name="{HumanPaths.Provider}" value="{provider}">
        <input type="hidden" name="{HumanPaths.ReturnTo}" value="{ReturnPath}">

        """);
}
