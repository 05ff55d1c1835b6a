using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Finds the pass that a request brings.</summary>
internal sealed class PassReader(EpochKeys keys, TimeProvider time)
{
    /// <summary>Whether there is anything to read; most requests bring nothing.</summary>
    public static bool IsBrought(HttpRequest request) => CookieHeader.TryFindOnly(request.Headers.Cookie, PassCookie.Name, out _);

    /// <summary>The pass; null without a valid one. Completes at once, and allocates nothing, but for the first cookie of an epoch.</summary>
    public ValueTask<Pass?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!CookieHeader.TryFindOnly(request.Headers.Cookie, PassCookie.Name, out var value) || !SignedCookie.TryReadEpoch(value, out var epoch))
            return default;
        if (!keys.TryGet(epoch, out var key))
            return FindAsync(request, epoch, cancellationToken);

        return PassCookie.TryDecode(value, key, time.GetUtcNow(), out var pass) ? new ValueTask<Pass?>(pass) : default;
    }

    private async ValueTask<Pass?> FindAsync(HttpRequest request, int epoch, CancellationToken cancellationToken)
    {
        if (await keys.FindAsync(epoch, cancellationToken) is not { } key || !CookieHeader.TryFindOnly(request.Headers.Cookie, PassCookie.Name, out var value))
            return null;

        return PassCookie.TryDecode(value, key, time.GetUtcNow(), out var pass) ? pass : null;
    }
}
