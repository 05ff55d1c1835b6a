using CrawlGate.AspNetCore;

namespace CrawlGate.Gateway;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: payments can be taken too.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz", () => Results.Text("ok\n"));
        endpoints.MapGet("/readyz", (FacilitatorReadiness readiness, LedgerUpkeep ledger) =>
            !readiness.IsReady ? NotReady("payments are closed")
            : ledger.Lost is not null ? NotReady("the ledger does not answer")
            : Results.Text("ready\n"));
    }

    private static IResult NotReady(string why) => Results.Text($"not ready: {why}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
