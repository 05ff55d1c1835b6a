using CrawlGate.AspNetCore;
using Yarp.ReverseProxy.Transforms;

namespace CrawlGate.Gateway;

/// <summary>
/// Settles as soon as the origin's response headers are there, so that the body of an unpaid page is not even downloaded, and
/// drops payment headers that an origin made up.
/// </summary>
internal sealed class PaidResponseTransform : ResponseTransform
{
    public override ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not { } origin)
            return ValueTask.CompletedTask;

        if (GuardedHeaders.AreIn(origin))
            GuardedHeaders.RemoveFromResponse(context.HttpContext.Response.Headers);
        var held = context.HttpContext.Features.Get<IHeldResponse>();
        return held is null ? ValueTask.CompletedTask : SettleAsync(held, context);
    }

    private static async ValueTask SettleAsync(IHeldResponse held, ResponseTransformContext context)
    {
        if (!await held.SettleAsync())
            context.SuppressResponseBody = true;
    }
}
