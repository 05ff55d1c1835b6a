using System.Globalization;

namespace CrawlGate.AspNetCore;

/// <summary>Writes the page at <see cref="HumanPaths.Page"/>: why, what is kept, every way to show that one is a person, and the ways besides.</summary>
internal sealed class ChallengePageWriter(IEnumerable<IPersonhoodForm> forms)
{
    private readonly IPersonhoodForm[] _forms = [.. forms.OrderBy(form => form.Order).ThenBy(form => form.Name, StringComparer.Ordinal)];

    /// <summary>Writes it.</summary>
    public GatePage Write(ChallengePage page)
    {
        var texts = page.Texts;
        var html = new HtmlWriter();
        WriteFailure(html, page);
        html.Write(
            $"""
            <p class="lead">{texts["challenge.why"]}</p>
            <p>{texts["challenge.kept"]} {texts.Format("challenge.time", texts.Duration(SecondsToProve(page.Challenge)))}</p>

            """);
        if (_forms.Length == 0)
            html.Write($"<p class=\"notice\">{texts["challenge.none"]}</p>\n");

        // Who has begun with a wallet goes on there.
        foreach (var form in _forms.OrderByDescending(form => page.Wallet is not null && form is WalletForm))
        {
            html.Write($"<section id=\"{form.Name}\" aria-labelledby=\"{form.Name}-title\">\n");
            form.Write(html, page);
            html.Markup("</section>\n");
        }

        WriteOtherWays(html, page);
        return new GatePage(texts, texts["challenge.title"], html)
        {
            Decision = page.Decision,
            Address = page.Address,
            Scripts = _forms.Aggregate(PageScripts.None, (all, form) => all.And(form.Scripts)),
        };
    }

    private static int SecondsToProve(PersonhoodChallenge challenge) => (int)(challenge.ExpiresAt - challenge.IssuedAt).TotalSeconds;

    private void WriteFailure(HtmlWriter html, ChallengePage page)
    {
        if (page.Failed is not { } failed)
            return;

        var texts = page.Texts;
        html.Write(
            $"""
            <div class="error" role="alert" tabindex="-1" autofocus>
            <h2>{texts["failure.title"]}</h2>
            <p>{failed.Text(texts)}</p>
            <p class="soft">{texts["failure.code"]} <code>{failed.Code}</code></p>

            """);
        if (_forms.FirstOrDefault(form => form.Name == failed.Provider) is { } form)
            html.Write($"<p><a href=\"#{form.FieldOf(page) ?? form.Name}\">{texts["failure.go"]}</a></p>\n");
        html.Markup("</div>\n");
    }

    private static void WriteOtherWays(HtmlWriter html, ChallengePage page)
    {
        var texts = page.Texts;
        html.Write(
            $"""
            <section aria-labelledby="other-title">
            <h2 id="other-title">{texts["other.title"]}</h2>
            <ul>
            <li><a href="{page.ReturnPath}">{texts["other.price"]}</a></li>

            """);
        if (page.Contact is not null)
        {
            var sentence = page.Decision.IsNone ? texts["other.contact"] : string.Format(CultureInfo.InvariantCulture, texts["other.contact_decision"], "{0}", page.Decision);
            var parts = sentence.Split("{0}");
            html.Write($"<li>{parts[0]}{ContactLink.Write(page.Contact)}{parts.ElementAtOrDefault(1)}</li>\n");
        }

        html.Write(
            $"""
            </ul>
            <form method="post" action="{page.Action(HumanPaths.Forget)}"><button class="plain">{texts["challenge.forget"]}</button></form>
            </section>

            """);
    }
}
