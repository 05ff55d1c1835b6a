using System.Globalization;
using System.Xml.Linq;

namespace Blog;

/// <summary>What programs read.</summary>
internal static class MachinePages
{
    public const string Security = """
        Contact: mailto:security@tidepool.example
        Expires: 2030-01-01T00:00:00Z
        Preferred-Languages: en

        """;

    public static string Robots(Uri site) => $"""
        User-agent: *
        Allow: /

        Sitemap: {new Uri(site, "sitemap.xml")}

        """;

    public static string Sitemap(Uri site)
    {
        XNamespace ns = "http://www.sitemaps.org/schemas/sitemap/0.9";
        var urls = Post.All.Select(post => new XElement(ns + "url", new XElement(ns + "loc", new Uri(site, post.Path)), new XElement(ns + "lastmod", Day(post.Date))));
        return Write(new XElement(ns + "urlset", new XElement(ns + "url", new XElement(ns + "loc", site)), urls));
    }

    public static string Feed(Uri site)
    {
        XNamespace ns = "http://www.w3.org/2005/Atom";
        var entries = Post.All.Select(post => new XElement(
            ns + "entry",
            new XElement(ns + "title", post.Title),
            new XElement(ns + "id", new Uri(site, post.Path)),
            new XElement(ns + "link", new XAttribute("href", new Uri(site, post.Path))),
            new XElement(ns + "updated", $"{Day(post.Date)}T08:00:00Z"),
            new XElement(ns + "summary", post.Summary)));
        return Write(new XElement(
            ns + "feed",
            new XElement(ns + "title", Pages.SiteName),
            new XElement(ns + "id", site),
            new XElement(ns + "link", new XAttribute("href", site)),
            new XElement(ns + "author", new XElement(ns + "name", "Mara Lind")),
            new XElement(ns + "updated", $"{Day(Post.All[0].Date)}T08:00:00Z"),
            entries));
    }

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Write(XElement root) => $"""<?xml version="1.0" encoding="utf-8"?>{"\n"}{root}{"\n"}""";
}
