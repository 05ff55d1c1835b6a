using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;

namespace CrawlGate.AspNetCore;

/// <summary>The quote for somebody with a browser.</summary>
internal static class QuotePage
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Default;

    public static void Render(IBufferWriter<byte> writer, QuoteTerms terms, string url, QuoteReason reason, DecisionId decision)
    {
        var price = terms.Dollars.ToString(CultureInfo.InvariantCulture);
        var what = terms.Description is null ? "This page" : Encoder.Encode(terms.Description);
        var why = reason.Detail is null ? "" : $"<p>The payment that came with the request was not taken: {Encoder.Encode(reason.Detail)}</p>\n";
        var content =
            $"""
            <p>{what} costs <strong>${price}</strong> for programs that read it.</p>
            <p>Address: <code>{Encoder.Encode(url)}</code></p>
            {why}<p>The exact offer is in this answer's <code>PAYMENT-REQUIRED</code> header, in the x402 format that paying crawlers understand.</p>

            """;
        Page.Render(writer, "Payment required", content, terms.Contact, decision);
    }
}
