namespace CrawlGate.AspNetCore;

/// <summary>Lets members of a group bring the proof that they are: made on the group's own page, or anywhere.</summary>
internal sealed class SemaphoreForm(SemaphoreOptions options) : IPersonhoodForm
{
    private const string Field = "semaphore-proof";

    public string Name => "semaphore";

    public int Order => 20;

    public string? FieldOf(ChallengePage page) => Field;

    public void Write(HtmlWriter html, ChallengePage page)
    {
        var texts = page.Texts;
        var message = page.Challenge.Signal.ToString();
        var scope = page.Challenge.Scope.ToString();
        var title = options.Name is { } name ? texts.Format("semaphore.title", name) : texts["semaphore.title_unnamed"];
        html.Write(
            $"""
            <h2 id="semaphore-title">{title}</h2>
            <p>{texts["semaphore.text"]}</p>

            """);
        if (ProofPage(page, message, scope) is { } address)
            html.Write($"<p><a class=\"button\" href=\"{address}\">{texts["semaphore.open"]}</a></p>\n");
        html.Write(
            $"""
            <form method="post" action="{page.Action(HumanPaths.Verify)}">
            {page.HiddenFields(Name)}<div class="field"><label for="semaphore-message">{texts["semaphore.message"]}</label>
            <input id="semaphore-message" dir="ltr" readonly value="{message}"></div>
            <div class="field"><label for="semaphore-scope">{texts["semaphore.scope"]}</label>
            <input id="semaphore-scope" dir="ltr" readonly value="{scope}"></div>
            <div class="field"><label for="{Field}">{texts["semaphore.proof"]}</label>
            <p class="hint" id="semaphore-hint">{texts["semaphore.hint"]}</p>
            {page.WrongText(Name)}<textarea id="{Field}" name="proof" dir="ltr" required spellcheck="false" autocomplete="off"
            """);
        html.Markup(page.InvalidAttributes(Name, "semaphore-hint")).Write(
            $"""
            ></textarea></div>
            <button>{texts["semaphore.send"]}</button>
            </form>

            """);
    }

    private string? ProofPage(ChallengePage page, string message, string scope)
    {
        var back = new Uri(page.Challenge.Site, page.Address).AbsoluteUri;
        var address = options.ProofUrl?
            .Replace("{message}", message, StringComparison.Ordinal)
            .Replace("{scope}", scope, StringComparison.Ordinal)
            .Replace("{return}", Uri.EscapeDataString(back), StringComparison.Ordinal);
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" ? uri.AbsoluteUri : null;
    }
}
