using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CrawlGate.X402;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.AspNetCore;

/// <summary>
/// The facilitator interface over HTTP. An answer with <c>isValid</c> or <c>success</c> in it is taken for a result whatever its status,
/// so only results have these; everything else is an <c>error</c> that tells nothing of the payment.
/// </summary>
internal static class FacilitatorWire
{
    private static readonly TimeSpan BodyLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Reads the request, or answers why it cannot be read.</summary>
    public static async Task<FacilitatorRequest?> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            await WriteErrorAsync(context, StatusCodes.Status415UnsupportedMediaType, "Send application/json.");
            return null;
        }

        var (body, refusal) = await ReadBodyAsync(context);
        if (refusal != 0)
            await WriteErrorAsync(context, refusal, refusal == StatusCodes.Status413PayloadTooLarge ? "The body is too long." : "The body did not come in full and in time.");
        else if (!FacilitatorRequest.TryRead(body.Span, out var request, out var error))
            await WriteErrorAsync(context, StatusCodes.Status400BadRequest, error);
        else
            return request;

        return null;
    }

    /// <summary>Writes what came of a verification.</summary>
    public static Task WriteAsync(HttpContext context, VerifyOutcome outcome) => outcome switch
    {
        VerifyOutcome.Valid(var valid) => WriteAsync(context, valid with { InvalidMessage = null }, X402JsonContext.Default.VerifyResponse),
        VerifyOutcome.Invalid(var invalid) => WriteAsync(
            context,
            invalid with { InvalidReason = ReasonCode.Of(invalid.InvalidReason, X402Errors.UnexpectedVerifyError), InvalidMessage = null },
            X402JsonContext.Default.VerifyResponse),
        VerifyOutcome.Unavailable unavailable => WriteUnavailableAsync(context, "The facilitator cannot tell now.", unavailable.RetryAfter),
        _ => throw new InvalidOperationException($"No such outcome: {outcome.GetType()}"),
    };

    /// <summary>Writes what came of a settlement.</summary>
    public static Task WriteAsync(HttpContext context, SettleOutcome outcome, FacilitatorRequest request) => outcome switch
    {
        SettleOutcome.Settled(var settled) => WriteAsync(context, settled with { ErrorMessage = null }, X402JsonContext.Default.SettleResponse),
        SettleOutcome.Rejected(var rejected) => WriteAsync(
            context,
            rejected with { ErrorReason = ReasonCode.Of(rejected.ErrorReason, X402Errors.UnexpectedSettleError), ErrorMessage = null },
            X402JsonContext.Default.SettleResponse),
        SettleOutcome.Unknown unknown => WriteAsync(
            context, SettleResponse.Failed(unknown.Reason, NetworkOf(request), transaction: unknown.Transaction ?? ""), X402JsonContext.Default.SettleResponse),
        SettleOutcome.Unavailable unavailable => WriteUnavailableAsync(context, "Nothing was sent; the facilitator cannot settle now.", unavailable.RetryAfter),
        _ => throw new InvalidOperationException($"No such outcome: {outcome.GetType()}"),
    };

    /// <summary>Writes what can be settled.</summary>
    public static Task WriteAsync(HttpContext context, SupportedResponse? supported) => supported is not null
        ? WriteAsync(context, supported, X402JsonContext.Default.SupportedResponse)
        : WriteUnavailableAsync(context, "The facilitator is unavailable.", null);

    /// <summary>Writes that asking later may help.</summary>
    public static Task WriteUnavailableAsync(HttpContext context, string error, TimeSpan? retryAfter, string code = "facilitator_unavailable") =>
        WriteErrorAsync(context, StatusCodes.Status503ServiceUnavailable, error, code, retryAfter ?? DefaultRetryAfter);

    /// <summary>Writes an error that is no result.</summary>
    public static Task WriteErrorAsync(HttpContext context, int status, string error, string? code = null, TimeSpan? retryAfter = null)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        if (retryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var end = code is null ? "}" : $$""","code":"{{JsonEncodedText.Encode(code)}}"}""";
        return response.WriteAsync($$"""{"error":"{{JsonEncodedText.Encode(error)}}"{{end}}""");
    }

    /// <summary>The network as the payment's version names it.</summary>
    public static string NetworkOf(FacilitatorRequest request) =>
        request.Payment.X402Version == 1 ? request.Payment.Network : request.Requirements.Network;

    /// <summary>The body, or the status to refuse with.</summary>
    private static async Task<(ReadOnlyMemory<byte> Body, int Refusal)> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength > FacilitatorRequest.MaxLength)
            return (default, StatusCodes.Status413PayloadTooLarge);

        var time = context.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System;
        using var deadline = new CancellationTokenSource(BodyLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        var buffer = new byte[(int)(context.Request.ContentLength ?? FacilitatorRequest.MaxLength) + 1];
        try
        {
            var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, either.Token);
            return length > FacilitatorRequest.MaxLength ? (default, StatusCodes.Status413PayloadTooLarge) : (buffer.AsMemory(0, length), 0);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            // The rest of a body that drips would otherwise be waited for.
            if (HttpProtocol.IsHttp11(context.Request.Protocol))
                context.Response.Headers.Connection = "close";
            return (default, StatusCodes.Status408RequestTimeout);
        }
        catch (BadHttpRequestException refused)
        {
            return (default, refused.StatusCode);
        }
    }

    private static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(value, type, cancellationToken: CancellationToken.None);
    }
}
