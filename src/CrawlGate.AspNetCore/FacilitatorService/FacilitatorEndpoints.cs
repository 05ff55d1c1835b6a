using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CrawlGate.X402;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Serves a facilitator over HTTP (x402 facilitator interface: <c>/verify</c>, <c>/settle</c>, <c>/supported</c>).</summary>
public static class FacilitatorEndpoints
{
    /// <summary>
    /// Maps the three endpoints. Whoever reaches <c>/settle</c> spends the facilitator's gas: keep it on a private address, or
    /// put authorization on the returned group.
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
            if (await ReadAsync(context) is { } request)
                await WriteAsync(context, await facilitator.VerifyAsync(request.Payment, request.Requirements, context.RequestAborted));
        }

        async Task SettleAsync(HttpContext context)
        {
            if (await ReadAsync(context) is { } request)
                await WriteAsync(context, await facilitator.SettleAsync(request.Payment, request.Requirements, CancellationToken.None), request.Requirements.Network);
        }

        async Task SupportedAsync(HttpContext context)
        {
            if (await facilitator.GetSupportedAsync(context.RequestAborted) is { } supported)
                await WriteAsync(context, StatusCodes.Status200OK, supported, X402JsonContext.Default.SupportedResponse);
            else
                await WriteErrorAsync(context, StatusCodes.Status503ServiceUnavailable, "The facilitator is unavailable.");
        }
    }

    /// <summary>Reads the request, or answers why it cannot be read.</summary>
    private static async Task<FacilitatorRequest?> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            await WriteErrorAsync(context, StatusCodes.Status415UnsupportedMediaType, "Send application/json.");
        else if (await ReadBodyAsync(context) is not { } body)
            await WriteErrorAsync(context, StatusCodes.Status413PayloadTooLarge, "The body is too long.");
        else if (!FacilitatorRequest.TryRead(body.Span, out var request, out var error))
            await WriteErrorAsync(context, StatusCodes.Status400BadRequest, error);
        else
            return request;

        return null;
    }

    private static Task WriteAsync(HttpContext context, VerifyOutcome outcome)
    {
        var (status, response) = outcome switch
        {
            VerifyOutcome.Valid(var valid) => (StatusCodes.Status200OK, valid),
            VerifyOutcome.Invalid(var invalid) => (StatusCodes.Status200OK, invalid),
            _ => (StatusCodes.Status503ServiceUnavailable, VerifyResponse.Invalid(X402Errors.UnexpectedVerifyError)),
        };
        return WriteAsync(context, status, response with { InvalidMessage = null }, X402JsonContext.Default.VerifyResponse);
    }

    private static Task WriteAsync(HttpContext context, SettleOutcome outcome, string network)
    {
        var (status, response) = outcome switch
        {
            SettleOutcome.Settled(var settled) => (StatusCodes.Status200OK, settled),
            SettleOutcome.Rejected(var rejected) => (StatusCodes.Status200OK, rejected),
            SettleOutcome.Unknown unknown => (StatusCodes.Status200OK, SettleResponse.Failed(unknown.Reason, network, transaction: unknown.Transaction ?? "")),
            _ => (StatusCodes.Status503ServiceUnavailable, SettleResponse.Failed(X402Errors.UnexpectedSettleError, network)),
        };
        return WriteAsync(context, status, response with { ErrorMessage = null }, X402JsonContext.Default.SettleResponse);
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContext context)
    {
        var buffer = new byte[FacilitatorRequest.MaxLength + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > FacilitatorRequest.MaxLength)
            return null;

        return buffer.AsMemory(0, length);
    }

    private static Task WriteErrorAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync($$"""{"error":"{{JsonEncodedText.Encode(error)}}"}""");
    }

    private static Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(value, type, cancellationToken: CancellationToken.None);
    }
}
