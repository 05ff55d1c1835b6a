using System.Globalization;
using System.Text;
using QRCoder;

namespace CrawlGate.AspNetCore;

/// <summary>QR codes (ISO/IEC 18004) as SVG: black on white by day and by night, because many readers want it so.</summary>
internal static class QrSvg
{
    /// <summary>Draws a text with its quiet zone, at medium error correction; one unit to a module.</summary>
    /// <param name="text">What is read; at most about 2,300 bytes.</param>
    /// <param name="label">What it is called for those who do not see it.</param>
    public static HtmlWriter Render(string text, string label)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var modules = code.ModuleMatrix;
        var size = modules.Count;
        var path = new StringBuilder();
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var start = x;
                while (x < size && modules[y][x])
                    x++;
                if (x > start)
                    path.Append(CultureInfo.InvariantCulture, $"M{start} {y}h{x - start}v1h-{x - start}z");
            }
        }

        return new HtmlWriter().Write(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="qr-title" viewBox="0 0 {size} {size}" shape-rendering="crispEdges"><title id="qr-title">{label}</title><rect width="{size}" height="{size}" fill="#fff"/><path fill="#000" d="{path.ToString()}"/></svg>

            """);
    }
}
