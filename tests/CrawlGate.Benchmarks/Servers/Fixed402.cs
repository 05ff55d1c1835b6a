using Microsoft.Extensions.Primitives;

namespace CrawlGate.Benchmarks;

/// <summary>What a quote can cost at the least: an endpoint that answers every request with the same bytes, prepared at start.</summary>
internal static class Fixed402
{
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = BenchServer.CreateBuilder(args);
        var answer = CannedAnswer.Read(builder.Configuration["answer"]!);
        var headers = answer.Headers.Where(header => header.Key != "Content-Length").Select(header => KeyValuePair.Create(header.Key, new StringValues(header.Value))).ToArray();

        var app = builder.Build();
        app.MapGet("/{**path}", (RequestDelegate)Answer);
        await app.RunAsync();
        return 0;

        Task Answer(HttpContext context)
        {
            var response = context.Response;
            response.StatusCode = answer.Status;
            foreach (var (name, value) in headers)
                response.Headers[name] = value;
            response.ContentLength = answer.Body.Length;
            return response.Body.WriteAsync(answer.Body).AsTask();
        }
    }
}
