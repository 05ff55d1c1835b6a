using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Draws the QR code of a link that a script of ours has: takes the form field <c>text</c>, answers with SVG.</summary>
internal sealed class QrEndpoint : IPersonhoodEndpoint
{
    /// <summary>Where the script finds it.</summary>
    public const string Address = HumanPaths.Page + "/qr";

    private const int MaxLength = 1000;

    public string Path => "qr";

    public string Method => HttpMethods.Post;

    public async Task AnswerAsync(HttpContext context)
    {
        var (form, status) = await EvidenceReader.ReadAsync(context.Request);
        if (form?["text"] is not { Length: <= MaxLength } text)
        {
            context.Response.StatusCode = form is null ? status : StatusCodes.Status400BadRequest;
            return;
        }

        context.Response.ContentType = "image/svg+xml";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
        context.Response.Headers.CacheControl = "private, no-store";
        await context.Response.WriteAsync(QrSvg.Render(text, "QR").ToString(), context.RequestAborted);
    }
}
