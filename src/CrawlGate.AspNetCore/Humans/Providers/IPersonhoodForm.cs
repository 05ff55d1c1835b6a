namespace CrawlGate.AspNetCore;

/// <summary>How a kind of proof shows itself on the page that asks for one. A verifier without a form is used by programs only.</summary>
internal interface IPersonhoodForm
{
    /// <summary>The verifier that takes what the form sends.</summary>
    string Name { get; }

    /// <summary>Where it stands among the others, lowest first: the more people have it, the lower.</summary>
    int Order { get; }

    /// <summary>What its section runs on the page; it works without.</summary>
    PageScripts Scripts => PageScripts.None;

    /// <summary>The id of the field that a failed proof came from; null for a section without one.</summary>
    string? FieldOf(ChallengePage page) => null;

    /// <summary>
    /// Writes the inside of a section of the page: a heading of the second level with the id <c>{Name}-title</c> and a way to go on that
    /// works without script.
    /// </summary>
    void Write(HtmlWriter html, ChallengePage page);
}
