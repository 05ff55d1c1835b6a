using System.Globalization;

namespace CrawlGate.AspNetCore;

/// <summary>Lets people confirm in World App: on a page that waits, or with IDKit on this one when the browser runs scripts.</summary>
/// <param name="slots">In how many browsers one person can do so in a week.</param>
/// <param name="bridge">The service that carries requests to the app, which IDKit talks to; null when IDKit is not served.</param>
internal sealed class WorldIdForm(int slots, Uri? bridge) : IPersonhoodForm
{
    /// <summary>Starts without script: takes <c>slot</c> and <c>to</c>, and goes to the page that waits.</summary>
    public const string StartPath = HumanPaths.Page + "/worldid/start";

    /// <summary>Starts with IDKit: takes the same and answers with a signed request as JSON.</summary>
    public const string RequestPath = HumanPaths.Page + "/worldid/request";

    /// <summary>IDKit itself, as the operator has it.</summary>
    public const string IdKitPath = HumanPaths.Page + "/idkit.global.js";

    public string Name => "worldid";

    public int Order => 10;

    public PageScripts Scripts { get; } = bridge is null
        ? PageScripts.None
        : new([IdKitPath, PageScriptEndpoint.WorldId.Address], RunsWebAssembly: true, [bridge.GetLeftPart(UriPartial.Authority)]);

    public string? FieldOf(ChallengePage page) => slots > 1 ? "worldid-slot" : null;

    public void Write(HtmlWriter html, ChallengePage page)
    {
        var texts = page.Texts;
        html.Write(
            $"""
            <h2 id="worldid-title">{texts["worldid.title"]}</h2>
            <p>{texts["worldid.text"]}</p>
            <form method="post" action="{page.Action(StartPath)}" data-worldid data-request="{RequestPath}" data-qr="{QrEndpoint.Address}" data-verify="{page.Action(HumanPaths.Verify)}">
            {page.HiddenFields(Name)}{page.WrongText(Name)}
            """);
        if (slots > 1)
            WriteSlots(html, page);
        else
            html.Markup("<input type=\"hidden\" name=\"slot\" value=\"1\">\n");
        html.Write($"<button>{texts["worldid.go"]}</button>\n</form>\n");
        if (bridge is not null)
            WriteWaiting(html, texts);
    }

    private void WriteSlots(HtmlWriter html, ChallengePage page)
    {
        var texts = page.Texts;
        html.Write(
            $"""
            <div class="field"><label for="worldid-slot">{texts["worldid.slot"]}</label>
            <p class="hint" id="worldid-hint">{texts.Format("worldid.slot_hint", slots)}</p>
            <select id="worldid-slot" name="slot"
            """);
        html.Markup(page.InvalidAttributes(Name, "worldid-hint")).Markup(">\n");
        var chosen = page.Challenge.Action[(page.Challenge.Action.LastIndexOf(':') + 1)..];
        for (var slot = 1; slot <= slots; slot++)
        {
            html.Write($"<option value=\"{slot}\"").Markup(slot.ToString(CultureInfo.InvariantCulture) == chosen ? " selected>" : ">");
            html.Write($"{texts.Format("worldid.slot_option", slot)}</option>\n");
        }

        html.Markup("</select></div>\n");
    }

    // Filled in and shown by the script.
    private static void WriteWaiting(HtmlWriter html, PageTexts texts) => html.Write(
        $"""
        <div data-worldid-wait hidden>
        <p role="status" data-worldid-status>{texts["worldid.waiting"]}</p>
        <p>{texts["wait.text"]}</p>
        <img class="qr" alt="{texts["wait.qr"]}" data-worldid-qr hidden>
        <p class="row"><a class="button" data-worldid-link>{texts["wait.open"]}</a>
        <button type="button" class="second" data-worldid-cancel>{texts["worldid.cancel"]}</button></p>
        <div class="field"><label for="worldid-link">{texts["wait.link"]}</label>
        <input id="worldid-link" dir="ltr" readonly></div>
        </div>
        <p class="wrong" role="alert" data-worldid-failed hidden>{texts["worldid.failed"]}</p>

        """);
}
