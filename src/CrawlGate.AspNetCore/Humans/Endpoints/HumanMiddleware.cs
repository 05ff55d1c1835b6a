using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Answers everything below <see cref="HumanPaths.Page"/>. The site never sees these requests, and no price or rule applies to them.</summary>
internal sealed class HumanMiddleware(RequestDelegate next, PersonhoodSettings settings, HumanEndpoints endpoints, PersonhoodProviders providers)
{
    private static readonly PathString Prefix = HumanPaths.Page;

    public Task InvokeAsync(HttpContext context)
    {
        if (!settings.IsConfigured || !context.Request.Path.StartsWithSegments(Prefix, StringComparison.Ordinal, out var rest))
            return next(context);

        return AnswerAsync(context, rest.Value ?? "");
    }

    private async Task AnswerAsync(HttpContext context, string path)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.CacheControl = "private, no-store";
        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        var isPost = HttpMethods.IsPost(request.Method);
        if (isPost && !OwnPages.Sent(request, settings))
        {
            await endpoints.RefuseAsync(context, StatusCodes.Status403Forbidden, "cross_site", "This form was not sent by a page of this site.");
            return;
        }

        var own = providers.Endpoints.FirstOrDefault(endpoint => path.AsSpan().TrimStart('/').SequenceEqual(endpoint.Path) && (endpoint.Method == "GET" ? isRead : isPost));
        await ((path, isRead, isPost) switch
        {
            ("" or "/", true, _) => endpoints.ShowAsync(context),
            ("/verify", _, true) => endpoints.VerifyAsync(context),
            ("/forget", _, true) => endpoints.ForgetAsync(context),
            _ when own is not null => own.AnswerAsync(context),
            ("" or "/" or "/verify" or "/forget", _, _) => endpoints.RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "This method is not available here."),
            _ => endpoints.RefuseAsync(context, StatusCodes.Status404NotFound, "not_found", "There is nothing here."),
        });
    }
}
