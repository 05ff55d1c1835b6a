using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.Tests.AspNetCore;

public sealed class PassCookieTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 18, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task P50_A_pass_is_read_back_until_it_ends()
    {
        var key = await KeyAsync();
        var pass = new Pass(UInt128.MaxValue / 3, PersonhoodLevel.High, key.Epoch, Now, Now.AddHours(1));
        var cookie = PassCookie.Encode(pass, key);

        Assert.True(PassCookie.TryDecode(cookie, key, Now.AddMinutes(59), out var read));
        Assert.Equal(pass, read);
        Assert.False(PassCookie.TryDecode(cookie, key, Now.AddHours(1), out _));
    }

    [Fact]
    public async Task P50_Whatever_is_changed_or_missing_makes_it_no_pass()
    {
        var key = await KeyAsync();
        var cookie = PassCookie.Encode(new Pass(7, PersonhoodLevel.Medium, key.Epoch, Now, Now.AddHours(1)), key);
        for (var i = 0; i < cookie.Length; i++)
        {
            Assert.False(PassCookie.TryDecode(cookie.AsSpan(0, i), key, Now, out _));
            foreach (var other in "A.z0-é")
            {
                if (cookie[i] != other)
                    Assert.False(PassCookie.TryDecode(string.Concat(cookie.AsSpan(0, i), [other], cookie.AsSpan(i + 1)), key, Now, out _), $"{other} at {i}");
            }
        }

        Assert.False(PassCookie.TryDecode(cookie + "A", key, Now, out _));
        Assert.False(PassCookie.TryDecode("", key, Now, out _));
        Assert.False(PassCookie.TryDecode(new string('A', 5000), key, Now, out _));
    }

    [Fact]
    public async Task P50_Another_weeks_key_or_another_purpose_signs_no_pass()
    {
        var (key, other) = (await KeyAsync(), await KeyAsync(Now.AddDays(7)));
        var pass = new Pass(7, PersonhoodLevel.Medium, key.Epoch, Now, Now.AddHours(1));
        Assert.False(PassCookie.TryDecode(PassCookie.Encode(pass, key), other, Now, out _));
        Assert.False(PassCookie.TryDecode(SignedCookie.Write(key.Epoch, new byte[25], key.Challenges), key, Now, out _));
    }

    [Theory]
    [InlineData("__Host-crawlgate_pass=a", true)]
    [InlineData("x=1; __Host-crawlgate_pass=a; y=2", true)]
    [InlineData("x=1;__Host-crawlgate_pass=a", true)]
    [InlineData("__Host-crawlgate_pass=a; __Host-crawlgate_pass=b", false)]
    [InlineData("__Host-crawlgate_passport=a", false)]
    [InlineData("__host-crawlgate_pass=a", false)]
    [InlineData("x__Host-crawlgate_pass=a", false)]
    [InlineData("__Host-crawlgate_pass", false)]
    [InlineData("", false)]
    public void P50_The_cookie_is_found_when_it_came_exactly_once(string header, bool isFound)
    {
        Assert.Equal(isFound, CookieHeader.TryFindOnly(header, PassCookie.Name, out var value));
        if (isFound)
            Assert.Equal("a", value.ToString());
    }

    [Fact]
    public void P50_Two_headers_with_a_pass_each_are_no_pass() =>
        Assert.False(CookieHeader.TryFindOnly(new StringValues(["__Host-crawlgate_pass=a", "__Host-crawlgate_pass=b"]), PassCookie.Name, out _));

    [Fact]
    public async Task P50_The_cookie_is_kept_to_this_host_to_secure_connections_and_from_scripts()
    {
        var key = await KeyAsync();
        var context = new DefaultHttpContext();
        PassCookie.Set(context.Response, new Pass(7, PersonhoodLevel.Medium, key.Epoch, Now, Now.AddHours(1)), key, Now);
        var cookie = context.Response.Headers.SetCookie.ToString();

        Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
        Assert.Contains("; max-age=3600", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; path=/;", cookie + ";", StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task P50_Reading_a_pass_allocates_nothing()
    {
        var time = new FixedTime(Now.ToUnixTimeSeconds());
        var keys = new EpochKeys(new MemoryEphemeralStore(time), time);
        var key = await keys.IssuingAsync(CancellationToken.None);
        var reader = new PassReader(keys, time);
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = $"theme=dark; {PassCookie.Name}={PassCookie.Encode(new Pass(7, PersonhoodLevel.Medium, key.Epoch, Now, Now.AddHours(1)), key)}; lang=en";

        Assert.NotNull(await reader.ReadAsync(context.Request, CancellationToken.None));
        Allocation.AssertNone(() => Assert.True(reader.ReadAsync(context.Request, CancellationToken.None).Result.HasValue));
    }

    [Fact]
    public void The_gates_cookies_are_none_of_the_sites_business()
    {
        var headers = new HeaderDictionary { ["Cookie"] = new StringValues(["a=1; __Host-crawlgate_pass=x; b=2", "__Host-crawlgate_challenge=y"]) };
        CookieHeader.RemoveOwn(headers);
        Assert.Equal("a=1; b=2", headers["Cookie"]);

        headers = new HeaderDictionary { ["Cookie"] = "__Host-crawlgate_pass=x" };
        CookieHeader.RemoveOwn(headers);
        Assert.False(headers.ContainsKey("Cookie"));
    }

    private static async Task<EpochKey> KeyAsync(DateTimeOffset? at = null)
    {
        var time = new FixedTime((at ?? Now).ToUnixTimeSeconds());
        return await new EpochKeys(new MemoryEphemeralStore(time), time).IssuingAsync(CancellationToken.None);
    }
}
