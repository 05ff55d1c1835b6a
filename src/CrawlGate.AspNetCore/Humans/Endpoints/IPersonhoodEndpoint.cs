using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>A path of its own below <c>/.crawlgate/human/</c> that a kind of proof needs besides the page and the form.</summary>
internal interface IPersonhoodEndpoint
{
    /// <summary>The path after <c>/.crawlgate/human/</c>, like <c>pat</c>.</summary>
    string Path { get; }

    /// <summary>The method that is answered: <c>GET</c>, which stands for HEAD too, or <c>POST</c>.</summary>
    string Method { get; }

    /// <summary>
    /// Answers. Posts have been checked to come from a page of this site. Answers are not cached unless the endpoint says otherwise.
    /// </summary>
    Task AnswerAsync(HttpContext context);
}
