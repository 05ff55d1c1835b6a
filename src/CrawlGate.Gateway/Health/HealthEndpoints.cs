using CrawlGate.AspNetCore;

namespace CrawlGate.Gateway;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: payments can be taken too.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz", () => Results.Text("ok\n"));
        endpoints.MapGet("/readyz", (FacilitatorReadiness readiness) => readiness.IsReady
            ? Results.Text("ready\n")
            : Results.Text("not ready: payments are closed\n", statusCode: StatusCodes.Status503ServiceUnavailable));
    }
}
