using CrawlGate.AspNetCore;

namespace CrawlGate.Gateway;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: payments can be taken too, also for others when the facilitator is served.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz", () => Results.Text("ok\n"));
        endpoints.MapGet("/readyz", (FacilitatorReadiness readiness, FacilitatorHealth facilitator) =>
        {
            var why = readiness.IsReady ? "" : "not ready: payments are closed\n";
            if (facilitator.Trouble is { } trouble)
                why += $"not ready: the facilitator service does not settle ({trouble.Code})\n";
            return why.Length == 0 ? Results.Text("ready\n") : Results.Text(why, statusCode: StatusCodes.Status503ServiceUnavailable);
        });
    }
}
