using System.Security.Cryptography;

namespace CrawlGate.Client;

/// <summary>Whether a request's body can be sent again, and its hash when it can.</summary>
/// <param name="IsReplayable">Whether sending the request again sends the same body.</param>
/// <param name="Hash">SHA-256 of the body in hexadecimal, empty for none.</param>
internal readonly record struct RequestBody(bool IsReplayable, string Hash)
{
    /// <summary>Reads the body into memory when it is not too long for that; a longer one is left to be sent once.</summary>
    public static async ValueTask<RequestBody> PrepareAsync(HttpRequestMessage request, int limit, CancellationToken cancellationToken)
    {
        if (request.Content is not { } content)
            return new RequestBody(true, "");
        if (limit == 0 || content.Headers.ContentLength > limit)
            return new RequestBody(false, "");

        (request.Content, var whole) = await BufferedContent.ReadAsync(content, limit, cancellationToken);
        return whole is null ? new RequestBody(false, "") : new RequestBody(true, Convert.ToHexStringLower(SHA256.HashData(whole)));
    }
}
