using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>How all cookies of the gate's are set.</summary>
internal static class OwnCookie
{
    /// <summary>What the <c>__Host-</c> prefix asks for, unseen by scripts, sent when a link leads here and with no post from elsewhere.</summary>
    public static CookieOptions Lasting(TimeSpan time) => new()
    {
        Secure = true,
        HttpOnly = true,
        Path = "/",
        SameSite = SameSiteMode.Lax,
        MaxAge = time,
        IsEssential = true,
    };
}
