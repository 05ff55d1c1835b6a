using System.Globalization;
using System.Text;

namespace CrawlGate.Benchmarks;

/// <summary>The site behind every proxy: a page of one kibibyte, a body as long as asked for, and a facilitator's list of what it settles.</summary>
internal static class Origin
{
    public const string FacilitatorPath = "facilitator";

    private const string Supported = """{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:84532"}],"extensions":[],"signers":{}}""";

    private static readonly byte[] Page = Encoding.ASCII.GetBytes("<!doctype html><title>Tides</title><p>".PadRight(1023, 'x') + "\n");

    public static async Task<int> RunAsync(string[] args)
    {
        var app = BenchServer.CreateBuilder(args).Build();
        app.MapGet($"/{FacilitatorPath}/supported", () => Results.Text(Supported, "application/json"));
        app.MapGet("/bytes/{length:long}", WriteBytesAsync);
        app.MapGet("/{**path}", (RequestDelegate)WritePageAsync);
        await app.RunAsync();
        return 0;
    }

    private static Task WritePageAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = Page.Length;
        return context.Response.Body.WriteAsync(Page).AsTask();
    }

    private static async Task WriteBytesAsync(HttpContext context)
    {
        var left = long.Parse((string)context.Request.RouteValues["length"]!, CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = left;
        var block = new byte[64 * 1024];
        for (; left > 0; left -= block.Length)
            await context.Response.Body.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)), context.RequestAborted);
    }
}
