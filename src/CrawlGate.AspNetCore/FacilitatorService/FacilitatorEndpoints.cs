using CrawlGate.AspNetCore;
using CrawlGate.X402;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Serves a facilitator over HTTP (x402 facilitator interface: <c>/verify</c>, <c>/settle</c>, <c>/supported</c>).</summary>
public static class FacilitatorEndpoints
{
    // Before any route of the site, however it orders itself: API keys must not reach an origin.
    private const int First = int.MinValue;

    /// <summary>
    /// Maps the application's own facilitator for clients with API keys as <see cref="FacilitatorServiceOptions"/> say, and everything
    /// below its path with it; nothing when it is not enabled there. Needs <c>AddCrawlGate</c>.
    /// </summary>
    /// <param name="endpoints">Where to map; the path is the options'.</param>
    public static RouteGroupBuilder MapX402Facilitator(this IEndpointRouteBuilder endpoints)
    {
        var settings = endpoints.ServiceProvider.GetRequiredService<FacilitatorServiceSettings>();
        var group = endpoints.MapGroup(settings.Path).WithMetadata(FacilitatorEndpointMetadata.Instance).WithOrder(First);
        if (!settings.Enabled)
            return group;

        group.MapPost("/verify", context => Service(context).VerifyAsync(context));
        group.MapPost("/settle", context => Service(context).SettleAsync(context));
        group.MapGet("/supported", context => Service(context).SupportedAsync(context));
        group.Map("/{**rest}", NotFoundAsync);
        return group;
    }

    /// <summary>
    /// Maps the three endpoints for everybody. Whoever reaches <c>/settle</c> spends the facilitator's gas: keep it on a private
    /// address, or put authorization on the returned group.
    /// </summary>
    /// <param name="endpoints">Where to map them; use <c>MapGroup</c> for a prefix.</param>
    /// <param name="facilitator">Who verifies and settles.</param>
    public static RouteGroupBuilder MapX402Facilitator(this IEndpointRouteBuilder endpoints, IFacilitator facilitator)
    {
        var group = endpoints.MapGroup("");
        group.MapPost("/verify", VerifyAsync);
        group.MapPost("/settle", SettleAsync);
        group.MapGet("/supported", SupportedAsync);
        return group;

        async Task VerifyAsync(HttpContext context)
        {
            if (await FacilitatorWire.ReadAsync(context) is { } request)
                await FacilitatorWire.WriteAsync(context, await facilitator.VerifyAsync(request.Payment, request.Requirements, context.RequestAborted));
        }

        async Task SettleAsync(HttpContext context)
        {
            if (await FacilitatorWire.ReadAsync(context) is { } request)
                await FacilitatorWire.WriteAsync(context, await facilitator.SettleAsync(request.Payment, request.Requirements, CancellationToken.None), request);
        }

        async Task SupportedAsync(HttpContext context) => await FacilitatorWire.WriteAsync(context, await facilitator.GetSupportedAsync(context.RequestAborted));
    }

    private static ServedFacilitator Service(HttpContext context) => context.RequestServices.GetRequiredService<ServedFacilitator>();

    private static Task NotFoundAsync(HttpContext context)
    {
        var endpoint = context.Request.Path.Value!.Split('/')[^1];
        if (endpoint is not ("verify" or "settle" or "supported"))
            return FacilitatorWire.WriteErrorAsync(context, StatusCodes.Status404NotFound, "There is no such endpoint.");

        context.Response.Headers.Allow = endpoint == "supported" ? HttpMethods.Get : HttpMethods.Post;
        return FacilitatorWire.WriteErrorAsync(context, StatusCodes.Status405MethodNotAllowed, "Use another method.");
    }
}
