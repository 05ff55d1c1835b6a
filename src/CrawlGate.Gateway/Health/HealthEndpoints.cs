using CrawlGate.AspNetCore;

namespace CrawlGate.Gateway;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: payments can be taken too, also for others when the facilitator is served.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz", () => Results.Text("ok\n"));
        endpoints.MapGet("/readyz", (FacilitatorReadiness readiness, LedgerUpkeep ledger, FacilitatorHealth facilitator) =>
        {
            string[] reasons =
            [
                .. readiness.IsReady ? Array.Empty<string>() : ["payments are closed"],
                .. ledger.Lost is null ? Array.Empty<string>() : ["the ledger does not answer"],
                .. facilitator.Trouble is { } trouble ? [$"the facilitator service does not settle ({trouble.Code})"] : Array.Empty<string>(),
            ];
            return reasons.Length == 0
                ? Results.Text("ready\n")
                : Results.Text(string.Concat(reasons.Select(reason => $"not ready: {reason}\n")), statusCode: StatusCodes.Status503ServiceUnavailable);
        });
    }
}
