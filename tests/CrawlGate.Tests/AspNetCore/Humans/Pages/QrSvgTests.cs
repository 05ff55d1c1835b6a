using System.Globalization;
using System.Text.RegularExpressions;
using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

public sealed partial class QrSvgTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("https://world.example/verify?t=wld&i=0b5a1e9e-6f6f-4d4e-9c7e-2f5d6b3a8c11&k=Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE%3D")]
    public void Its_path_draws_the_modules_and_nothing_else(string text)
    {
        using var code = QRCoder.QRCodeGenerator.GenerateQrCode(text, QRCoder.QRCodeGenerator.ECCLevel.M);
        var svg = QrSvg.Render(text, "label").ToString();
        var size = code.ModuleMatrix.Count;
        Assert.Contains($"viewBox=\"0 0 {size} {size}\"", svg);
        var drawn = new bool[size, size];
        var path = Assert.Single(Regex.Matches(svg, "<path [^>]*d=\"([^\"]*)\"")).Groups[1].Value;
        Assert.Equal("", Run().Replace(path, ""));
        foreach (Match run in Run().Matches(path))
        {
            var (x, y, length) = (Number(run, 1), Number(run, 2), Number(run, 3));
            Assert.Equal(length, Number(run, 4));
            for (var i = 0; i < length; i++)
                drawn[y, x + i] = true;
        }

        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
                Assert.Equal((x, y, code.ModuleMatrix[y][x]), (x, y, drawn[y, x]));
        }
    }

    [Fact]
    public void It_has_a_quiet_zone_of_four_modules_and_three_finders()
    {
        using var code = QRCoder.QRCodeGenerator.GenerateQrCode("a", QRCoder.QRCodeGenerator.ECCLevel.M);
        var modules = code.ModuleMatrix;
        var size = modules.Count;
        Assert.Equal(21 + 8, size);
        for (var i = 0; i < size; i++)
            Assert.All((int[])[0, 1, 2, 3, size - 4, size - 1], edge => Assert.False(modules[edge][i] || modules[i][edge]));
        Assert.True(modules[4][4] && modules[4][size - 5] && modules[size - 5][4] && modules[10][10]);
    }

    [Fact]
    public void It_is_an_image_with_a_name_in_which_nothing_is_markup()
    {
        var svg = QrSvg.Render("a", "<b>").ToString();
        Assert.Contains(" role=\"img\" aria-labelledby=\"qr-title\"", svg);
        Assert.Contains("<title id=\"qr-title\">&lt;b&gt;</title>", svg);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("https://world.example/", 200)]
    [InlineData(1000, 200)]
    [InlineData(1001, 400)]
    public async Task The_endpoint_draws_links_of_some_length(object text, int status)
    {
        var link = text as string ?? new string('a', (int)text);
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.ContentType = "application/x-www-form-urlencoded";
        context.Request.Body = new MemoryStream(System.Text.Encoding.ASCII.GetBytes("text=" + Uri.EscapeDataString(link)));
        using var body = new MemoryStream();
        context.Response.Body = body;
        await new QrEndpoint().AnswerAsync(context);
        Assert.Equal(status, context.Response.StatusCode);
        if (status == 200)
            Assert.Equal(QrSvg.Render(link, "QR").ToString(), System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v1h-(\d+)z")]
    private static partial Regex Run();
}
