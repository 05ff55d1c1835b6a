using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace CrawlGate.AspNetCore;

/// <summary>The frame of the gate's own pages: plain HTML, no script, nothing from elsewhere, and nothing that speaks to search engines.</summary>
internal static class Page
{
    /// <summary>Renders a page.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="title">Its title and heading, as text.</param>
    /// <param name="content">What it says, as HTML in lines of its own.</param>
    /// <param name="contact">Whom to ask; null when nobody is named.</param>
    /// <param name="decision">What to tell them.</param>
    public static void Render(IBufferWriter<byte> writer, string title, string content, string? contact, DecisionId decision)
    {
        var heading = HtmlEncoder.Default.Encode(title);
        var ask = contact is null ? "" : $"<p>Questions, or is this a mistake? Contact {HtmlEncoder.Default.Encode(contact)}.</p>\n";
        var id = decision.IsNone ? "" : $"<p>Decision <code>{decision}</code></p>\n";
        Encoding.UTF8.GetBytes(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{heading}</title>
            <style>body{"{"}font:1.1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark{"}"}code{"{"}overflow-wrap:anywhere{"}"}</style>
            </head>
            <body>
            <main>
            <h1>{heading}</h1>
            {content}{ask}{id}</main>
            </body>
            </html>

            """,
            writer);
    }
}
