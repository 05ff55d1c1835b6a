using System.Text.Json;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>Why a quote is sent, encoded once for the reasons that recur.</summary>
internal sealed class QuoteReason
{
    public QuoteReason(int statusCode, string error, string? detail = null)
    {
        StatusCode = statusCode;
        Error = error;
        Detail = detail;
        Member = [.. "\"error\":\""u8, .. JsonEncodedText.Encode(error).EncodedUtf8Bytes, (byte)'"'];
        BodyMembers = detail is null ? Member : [.. Member, .. ",\"detail\":\""u8, .. JsonEncodedText.Encode(detail).EncodedUtf8Bytes, (byte)'"'];
    }

    /// <summary>The first quote, before any payment.</summary>
    public static QuoteReason FirstVisit { get; } = new(402, X402Errors.PaymentRequired);

    /// <summary>402; 400 for a malformed payment; 412 for a missing Permit2 allowance.</summary>
    public int StatusCode { get; }

    /// <summary>A machine-readable reason.</summary>
    public string Error { get; }

    /// <summary>A sentence for people, without anything the client sent.</summary>
    public string? Detail { get; }

    /// <summary>The JSON member <c>"error":"…"</c>.</summary>
    public byte[] Member { get; }

    /// <summary>The same with the detail, for a body.</summary>
    public byte[] BodyMembers { get; }

    /// <summary>A payment that could not be read.</summary>
    public static QuoteReason Malformed(string detail) => new(400, X402Errors.InvalidPayload, detail);

    /// <summary>A payment that was read and refused.</summary>
    public static QuoteReason Refused(string error) => new(error == X402Errors.Permit2AllowanceRequired ? 412 : 402, error);
}
