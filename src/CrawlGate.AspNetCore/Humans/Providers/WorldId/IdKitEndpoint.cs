using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CrawlGate.AspNetCore;

/// <summary>Serves one of IDKit's two files, as the operator has it. The script looks for the other beside itself.</summary>
internal sealed class IdKitEndpoint(string name, string file) : IPersonhoodEndpoint
{
    /// <summary>The files' names, there and here.</summary>
    public static readonly string[] Names = ["idkit.global.js", "idkit_wasm_bg.wasm"];

    public string Path => name;

    public string Method => HttpMethods.Get;

    public async Task AnswerAsync(HttpContext context)
    {
        var info = new FileInfo(file);
        if (!info.Exists)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // An hour, because the addresses do not change with the files.
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=3600";
        headers.XContentTypeOptions = "nosniff";
        headers["X-Robots-Tag"] = "noindex";
        var type = name.EndsWith(".wasm", StringComparison.Ordinal) ? "application/wasm" : "text/javascript; charset=utf-8";
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{info.Length:x}-{info.LastWriteTimeUtc.Ticks:x}\"");
        await TypedResults.PhysicalFile(file, type, lastModified: info.LastWriteTimeUtc, entityTag: new EntityTagHeaderValue(tag)).ExecuteAsync(context);
    }
}
