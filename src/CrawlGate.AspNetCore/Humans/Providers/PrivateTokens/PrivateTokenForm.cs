namespace CrawlGate.AspNetCore;

/// <summary>Lets a device vouch for its owner (RFC 9577): a link to where the browser is asked for a token.</summary>
internal sealed class PrivateTokenForm : IPersonhoodForm
{
    /// <summary>Asks the browser for a token.</summary>
    public const string TokenPath = HumanPaths.Page + "/pat";

    public string Name => "private-token";

    public int Order => 40;

    public void Write(HtmlWriter html, ChallengePage page)
    {
        var address = $"{page.Action(TokenPath)}&{HumanPaths.ReturnTo}={Uri.EscapeDataString(page.ReturnPath)}";
        html.Write(
            $"""
            <h2 id="private-token-title">{page.Texts["pat.title"]}</h2>
            {page.WrongText(Name)}<p>{page.Texts["pat.text"]}</p>
            <p><a class="button" href="{address}">{page.Texts["pat.go"]}</a></p>

            """);
    }
}
