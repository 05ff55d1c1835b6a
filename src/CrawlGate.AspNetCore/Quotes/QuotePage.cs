using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace CrawlGate.AspNetCore;

/// <summary>The quote for somebody with a browser: plain HTML, no script, nothing from elsewhere.</summary>
internal static class QuotePage
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Default;

    public static void Render(IBufferWriter<byte> writer, QuoteTerms terms, string url, QuoteReason reason)
    {
        var price = terms.Dollars.ToString(CultureInfo.InvariantCulture);
        var what = terms.Description is null ? "This page" : Encoder.Encode(terms.Description);
        var why = reason.Detail is null ? "" : $"<p>The payment that came with the request was not taken: {Encoder.Encode(reason.Detail)}</p>\n";
        var contact = terms.Contact is null ? "" : $"<p>Questions, or is this a mistake? Contact {Encoder.Encode(terms.Contact)}.</p>\n";
        Encoding.UTF8.GetBytes(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Payment required</title>
            <style>body{"{"}font:1.1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark{"}"}code{"{"}overflow-wrap:anywhere{"}"}</style>
            </head>
            <body>
            <main>
            <h1>Payment required</h1>
            <p>{what} costs <strong>${price}</strong> for programs that read it.</p>
            <p>Address: <code>{Encoder.Encode(url)}</code></p>
            {why}<p>The exact offer is in this answer's <code>PAYMENT-REQUIRED</code> header, in the x402 format that paying crawlers understand.</p>
            {contact}</main>
            </body>
            </html>

            """,
            writer);
    }
}
