using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Gives challenges and takes them back. Nothing is remembered of one until a proof for it succeeds.</summary>
internal sealed class PersonhoodChallenges(EpochKeys keys, OneTimeMarks marks, PersonhoodSettings settings, TimeProvider time)
{
    /// <summary>How long a person may take. A page that is opened again gives at least half of it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(40);

    /// <summary>The browser's challenge, or a new one in its place when there is none, it is old, or another slot is asked for.</summary>
    /// <exception cref="LedgerUnavailableException">The keys of a new week cannot be agreed on.</exception>
    public async ValueTask<PersonhoodChallenge> GiveAsync(HttpContext context, int? slot = null)
    {
        // Whatever answers one request speaks of one challenge: the browser keeps the last cookie that it is sent.
        if (context.Items[typeof(ChallengeCookie)] is ChallengeCookie given && (slot is null || given.Slot == slot))
            return Describe(given);

        var now = time.GetUtcNow();
        if (await FindAsync(context) is { } known && (slot is null || known.Slot == slot) && now - known.IssuedAt < Lifetime / 2)
            return Describe(known);

        var key = await keys.IssuingAsync(context.RequestAborted);
        var cookie = ChallengeCookie.Create(key.Epoch, Math.Clamp(slot ?? 1, 1, settings.SlotsPerWeek), now);
        context.Response.Cookies.Append(ChallengeCookie.Name, cookie.Encode(key), OwnCookie.Lasting(Lifetime));
        context.Items[typeof(ChallengeCookie)] = cookie;
        return Describe(cookie);
    }

    /// <summary>The challenge that the browser was given; null when it has none that is valid.</summary>
    public async ValueTask<PersonhoodChallenge?> ReadAsync(HttpContext context) => await FindAsync(context) is { } cookie ? Describe(cookie) : null;

    /// <summary>Uses a challenge up: true for the first proof that succeeds, false for all others.</summary>
    public ValueTask<bool> TryUseAsync(PersonhoodChallenge challenge, CancellationToken cancellationToken) =>
        marks.TryUseAsync("challenge", challenge.Id, challenge.ExpiresAt, cancellationToken);

    /// <summary>Takes the cookie away.</summary>
    public static void Delete(HttpResponse response) => response.Cookies.Append(ChallengeCookie.Name, "", OwnCookie.Lasting(TimeSpan.Zero));

    private async ValueTask<ChallengeCookie?> FindAsync(HttpContext context)
    {
        if (!CookieHeader.TryFindOnly(context.Request.Headers.Cookie, ChallengeCookie.Name, out var value) || !SignedCookie.TryReadEpoch(value, out var epoch))
            return null;

        var key = await keys.FindAsync(epoch, context.RequestAborted);
        if (key is null || !CookieHeader.TryFindOnly(context.Request.Headers.Cookie, ChallengeCookie.Name, out value))
            return null;

        var now = time.GetUtcNow();
        return ChallengeCookie.TryDecode(value, key) is { } cookie && now < cookie.IssuedAt + Lifetime && cookie.Slot >= 1 && cookie.Slot <= settings.SlotsPerWeek
            ? cookie
            : null;
    }

    private PersonhoodChallenge Describe(ChallengeCookie cookie) => new()
    {
        Id = cookie.Id,
        Signal = cookie.Signal,
        Epoch = cookie.Epoch,
        Action = string.Create(CultureInfo.InvariantCulture, $"crawlgate:{settings.Site.Authority}:{Epochs.Name(cookie.Epoch)}:{cookie.Slot}"),
        IssuedAt = cookie.IssuedAt,
        ExpiresAt = cookie.IssuedAt + Lifetime,
        Site = settings.Site,
    };
}
