namespace CrawlGate.AspNetCore;

/// <summary>
/// The page that waits for an app on a telephone, without script: a QR code, the same as a link, and the same to copy. It looks by
/// reloading itself, which can be stopped, because a page that reloads is hard to read aloud.
/// </summary>
internal sealed record WaitPage(PageTexts Texts)
{
    /// <summary>How often it looks, in seconds.</summary>
    public const int SecondsBetween = 3;

    /// <summary>What opens the app.</summary>
    public required Uri AppLink { get; init; }

    /// <summary>Its own address without the language: a path of this site that answers with the page again, or goes on.</summary>
    public required string Address { get; init; }

    /// <summary>Where to choose another way: a path of this site.</summary>
    public required string CancelAddress { get; init; }

    /// <summary>How much time is left, in seconds; ten minutes at least when it begins.</summary>
    public required int SecondsLeft { get; init; }

    /// <summary>Whether it reloads by itself. With <see cref="StopParameter"/> in its query it must not.</summary>
    public bool Reloads { get; init; } = true;

    /// <summary>The query parameter of the link that stops reloading.</summary>
    public const string StopParameter = "stay";

    /// <summary>Writes it.</summary>
    public GatePage Write()
    {
        var html = new HtmlWriter();
        html.Write($"<p class=\"lead\">{Texts["wait.text"]}</p>\n<p>{Texts.Format("wait.time", Texts.Duration(SecondsLeft))} ");
        if (Reloads)
            html.Write($"{Texts["wait.reloading"]} <a href=\"{Spoken(Stopped)}\">{Texts["wait.stop"]}</a></p>\n");
        else
            html.Write($"{Texts["wait.stopped"]}</p>\n");
        html.Write(
            $"""
            <section aria-label="{Texts["wait.open"]}">
            {QrSvg.Render(AppLink.AbsoluteUri, Texts["wait.qr"])}<p class="row">
            <a class="button" href="{AppLink.AbsoluteUri}">{Texts["wait.open"]}</a>
            <a class="button second" href="{Spoken(CheckAddress)}">{Texts["wait.check"]}</a>
            </p>
            <div class="field"><label for="wait-link">{Texts["wait.link"]}</label>
            <input id="wait-link" dir="ltr" readonly value="{AppLink.AbsoluteUri}"></div>
            </section>
            <p><a href="{CancelAddress}">{Texts["wait.cancel"]}</a></p>

            """);
        return new GatePage(Texts, Texts["wait.title"], html)
        {
            Address = CheckAddress,
            RefreshTo = Reloads ? Spoken(Address) : null,
            RefreshSeconds = SecondsBetween,
        };
    }

    private string Stopped => With(Address, StopParameter, "1");

    private string CheckAddress => Reloads ? Address : Stopped;

    // Whoever chose a language keeps it when the page looks again.
    private string Spoken(string address) => With(address, PageLanguages.Parameter, Texts.Language);

    private static string With(string address, string name, string value) => $"{address}{(address.Contains('?') ? '&' : '?')}{name}={value}";
}
