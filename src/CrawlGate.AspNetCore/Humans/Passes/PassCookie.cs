using System.Buffers.Binary;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>The cookie that holds a <see cref="Pass"/>.</summary>
internal static class PassCookie
{
    /// <summary>Its name; the prefix makes browsers keep it to this host and to secure connections (RFC 6265bis, section 4.1.3.2).</summary>
    public const string Name = CookieHeader.OwnPrefix + "_pass";

    private const int Length = 16 + 1 + 4 + 4;

    public static string Encode(in Pass pass, EpochKey key)
    {
        Span<byte> payload = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(payload, pass.Id);
        payload[16] = (byte)pass.Level;
        BinaryPrimitives.WriteUInt32BigEndian(payload[17..], (uint)pass.IssuedAt.ToUnixTimeSeconds());
        BinaryPrimitives.WriteUInt32BigEndian(payload[21..], (uint)pass.ExpiresAt.ToUnixTimeSeconds());
        return SignedCookie.Write(pass.Epoch, payload, key.Passes);
    }

    /// <summary>Reads a pass that is valid now. Anything else is no pass, whatever is wrong with it.</summary>
    public static bool TryDecode(ReadOnlySpan<char> value, EpochKey key, DateTimeOffset now, out Pass pass)
    {
        pass = default;
        Span<byte> payload = stackalloc byte[Length];
        if (!SignedCookie.TryRead(value, key.Passes, payload) || payload[16] > (byte)PersonhoodLevel.High)
            return false;

        var expires = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(payload[21..]));
        pass = new Pass(
            BinaryPrimitives.ReadUInt128BigEndian(payload), (PersonhoodLevel)payload[16], key.Epoch,
            DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(payload[17..])), expires);
        return now < expires;
    }

    public static void Set(HttpResponse response, in Pass pass, EpochKey key, DateTimeOffset now) =>
        response.Cookies.Append(Name, Encode(pass, key), OwnCookie.Lasting(pass.ExpiresAt - now));

    public static void Delete(HttpResponse response) => response.Cookies.Append(Name, "", OwnCookie.Lasting(TimeSpan.Zero));
}
