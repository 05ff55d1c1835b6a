using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CrawlGate.Ethereum;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>What a browser keeps while it waits for a wallet, sealed so that it can neither be read nor changed.</summary>
/// <param name="Nonce">What the wallet was asked.</param>
/// <param name="RequestId">The bridge's name for the request.</param>
/// <param name="Key">The 32 bytes that the request is encrypted with.</param>
/// <param name="ReturnPath">Where the visitor wants to go on.</param>
internal sealed record WorldIdTicket(UInt256 Nonce, Guid RequestId, ReadOnlyMemory<byte> Key, string ReturnPath)
{
    /// <summary>Nothing of it: the rest opens the answer.</summary>
    public override string ToString() => nameof(WorldIdTicket);
}

/// <summary>The cookie that holds a <see cref="WorldIdTicket"/>: <c>v1.</c> and an IV, the text under AES-256-GCM and its tag, base64url.</summary>
internal static class WorldIdTicketCookie
{
    /// <summary>The cookie's name.</summary>
    public const string Name = CookieHeader.OwnPrefix + "_worldid";

    private const string Version = "v1.";
    private const int IvLength = 12;
    private const int TagLength = 16;
    private const int PathAt = 32 + 16 + 32;
    private const int MaxLength = 4096;

    private static readonly byte[] Purpose = Encoding.ASCII.GetBytes(Name);

    /// <summary>Gives a ticket to the browser, sealed with the key of its challenge's week.</summary>
    public static void Set(HttpResponse response, WorldIdTicket ticket, EpochKey key) =>
        response.Cookies.Append(Name, Seal(ticket, key), OwnCookie.Lasting(PersonhoodChallenges.Lifetime));

    /// <summary>Takes it away.</summary>
    public static void Delete(HttpResponse response) => response.Cookies.Append(Name, "", OwnCookie.Lasting(TimeSpan.Zero));

    /// <summary>The ticket that a request brings; null for anything else.</summary>
    public static WorldIdTicket? Read(HttpRequest request, EpochKey key) =>
        CookieHeader.TryFindOnly(request.Headers.Cookie, Name, out var value) ? Open(value, key) : null;

    public static string Seal(WorldIdTicket ticket, EpochKey key)
    {
        var text = new byte[PathAt + Encoding.UTF8.GetByteCount(ticket.ReturnPath)];
        ticket.Nonce.WriteTo(text);
        ticket.RequestId.TryWriteBytes(text.AsSpan(32));
        ticket.Key.Span.CopyTo(text.AsSpan(48));
        Encoding.UTF8.GetBytes(ticket.ReturnPath, text.AsSpan(PathAt));

        var sealedText = new byte[IvLength + text.Length + TagLength];
        RandomNumberGenerator.Fill(sealedText.AsSpan(0, IvLength));
        using var aes = new AesGcm(key.WorldIdTickets, TagLength);
        aes.Encrypt(sealedText.AsSpan(0, IvLength), text, sealedText.AsSpan(IvLength, text.Length), sealedText.AsSpan(IvLength + text.Length), Purpose);
        return Version + Base64Url.EncodeToString(sealedText);
    }

    public static WorldIdTicket? Open(ReadOnlySpan<char> value, EpochKey key)
    {
        if (value.Length > MaxLength || !value.StartsWith(Version, StringComparison.Ordinal) || !Base64Url.IsValid(value[Version.Length..], out var length)
            || length < IvLength + PathAt + TagLength)
        {
            return null;
        }

        var sealedText = Base64Url.DecodeFromChars(value[Version.Length..]);
        var text = new byte[sealedText.Length - IvLength - TagLength];
        using var aes = new AesGcm(key.WorldIdTickets, TagLength);
        try
        {
            aes.Decrypt(sealedText.AsSpan(0, IvLength), sealedText.AsSpan(IvLength, text.Length), sealedText.AsSpan(IvLength + text.Length), text, Purpose);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return new WorldIdTicket(new UInt256(text.AsSpan(0, 32)), new Guid(text.AsSpan(32, 16)), text.AsMemory(48, 32), Encoding.UTF8.GetString(text.AsSpan(PathAt)));
    }
}
