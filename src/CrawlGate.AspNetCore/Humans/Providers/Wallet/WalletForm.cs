namespace CrawlGate.AspNetCore;

/// <summary>
/// Lets people show a wallet that somebody knows to be a person's, in two steps without script: first which wallet it is, then the signature
/// of the text that the server shows.
/// </summary>
/// <param name="sources">Where wallets are known: a key and a name to show of each.</param>
internal sealed class WalletForm(IReadOnlyList<(string Key, string Name)> sources) : IPersonhoodForm
{
    /// <summary>Takes <c>source</c> and <c>address</c>, and answers with the page that has the text to sign.</summary>
    public const string PreparePath = HumanPaths.Page + "/wallet";

    private static readonly PageScripts Script = new([PageScriptEndpoint.Wallet.Address]);

    public string Name => "wallet";

    public int Order => 30;

    public PageScripts Scripts => Script;

    public string? FieldOf(ChallengePage page) => page.Wallet is null ? "wallet-address" : "wallet-signature";

    public void Write(HtmlWriter html, ChallengePage page)
    {
        html.Write(
            $"""
            <h2 id="wallet-title">{page.Texts["wallet.title"]}</h2>
            <p>{page.Texts["wallet.text"]}</p>

            """);
        if (page.Wallet is { } message)
            WriteSigning(html, page, message);
        else
            WriteChoice(html, page);
        html.Write($"<p class=\"wrong\" role=\"status\" data-wallet-failed hidden>{page.Texts["wallet.failed"]}</p>\n");
    }

    private void WriteChoice(HtmlWriter html, ChallengePage page)
    {
        var texts = page.Texts;
        html.Write(
            $"""
            <form method="post" action="{page.Action(PreparePath)}" data-wallet="choose">
            {page.HiddenFields(Name)}<div class="field"><label for="wallet-source">{texts["wallet.source"]}</label>
            <select id="wallet-source" name="source">

            """);
        foreach (var (key, name) in sources)
            html.Write($"<option value=\"{key}\">{name}</option>\n");
        html.Write(
            $"""
            </select></div>
            <div class="field"><label for="wallet-address">{texts["wallet.address"]}</label>
            <p class="hint" id="wallet-hint">{texts["wallet.address_hint"]}</p>
            {page.WrongText(Name)}<input id="wallet-address" name="address" dir="ltr" required maxlength="42" spellcheck="false" autocomplete="off"
            """);
        html.Markup(page.InvalidAttributes(Name, "wallet-hint")).Write(
            $"""
            ></div>
            <p class="row"><button>{texts["wallet.next"]}</button>
            <button type="button" class="second" data-wallet-use hidden>{texts["wallet.use"]}</button></p>
            </form>

            """);
    }

    private void WriteSigning(HtmlWriter html, ChallengePage page, WalletMessage message)
    {
        var texts = page.Texts;
        html.Write(
            $"""
            <form method="post" action="{page.Action(HumanPaths.Verify)}" data-wallet="sign">
            {page.HiddenFields(Name)}<input type="hidden" name="source" value="{message.Source}">
            <div class="field"><label for="wallet-address">{texts["wallet.address"]}</label>
            <input id="wallet-address" name="address" dir="ltr" readonly value="{message.Address}"></div>
            <div class="field"><label for="wallet-message">{texts["wallet.message"]}</label>
            <textarea id="wallet-message" name="message" dir="ltr" readonly rows="10">{"\n" + message.Text}</textarea></div>
            <div class="field"><label for="wallet-signature">{texts["wallet.signature"]}</label>
            <p class="hint" id="wallet-hint">{texts["wallet.hint"]}</p>
            {page.WrongText(Name)}<textarea id="wallet-signature" name="signature" dir="ltr" required spellcheck="false" autocomplete="off"
            """);
        html.Markup(page.InvalidAttributes(Name, "wallet-hint")).Write(
            $"""
            ></textarea></div>
            <p class="row"><button>{texts["wallet.send"]}</button>
            <button type="button" class="second" data-wallet-use hidden>{texts["wallet.sign"]}</button></p>
            </form>

            """);
    }
}
