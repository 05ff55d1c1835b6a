using System.Net.Mail;

namespace CrawlGate.AspNetCore;

/// <summary>Whom to ask, as the operator wrote it: a link when it is an address of mail or the web.</summary>
internal static class ContactLink
{
    /// <summary>Writes it.</summary>
    public static HtmlWriter Write(string contact)
    {
        var html = new HtmlWriter();
        return Target(contact) is { } target
            ? html.Write($"<a href=\"{target}\" dir=\"ltr\">{contact}</a>")
            : html.Write($"<bdi>{contact}</bdi>");
    }

    private static string? Target(string contact)
    {
        if (Uri.TryCreate(contact, UriKind.Absolute, out var uri))
            return uri.Scheme is "https" or "http" or "mailto" ? uri.AbsoluteUri : null;
        return MailAddress.TryCreate(contact, out var mail) && mail.Address == contact ? "mailto:" + Uri.EscapeDataString(contact).Replace("%40", "@", StringComparison.Ordinal) : null;
    }
}
