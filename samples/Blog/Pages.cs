using System.Globalization;
using System.Net;

namespace Blog;

/// <summary>What people read.</summary>
internal static class Pages
{
    public const string SiteName = "Tidepool";

    public const string Style = """
        :root { color-scheme: light dark; --ink: #1c2a33; --paper: #f9fafa; --sea: #1f6583; --soft: #60707a; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e2e9ec; --paper: #12191d; --sea: #7cc3df; --soft: #8fa0a9; } }
        body { margin: 0 auto; max-width: 38rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 1.1rem/1.65 Georgia, serif; }
        a { color: var(--sea); text-underline-offset: .15em; }
        header { margin-bottom: 3rem; }
        header a { font-size: 1.3rem; font-weight: bold; text-decoration: none; }
        header p, time, footer { color: var(--soft); font-size: .9rem; margin: 0; }
        h1 { line-height: 1.2; margin: .2rem 0 1.5rem; }
        h2 { line-height: 1.3; margin: 0; }
        article + article { margin-top: 2.2rem; }
        footer { border-top: 1px solid; margin-top: 4rem; padding-top: 1rem; }

        """;

    public static string Home() => Layout(SiteName, string.Concat(Post.All.Select(post => $"""
        <article>
        {Time(post)}
        <h2><a href="{post.Path}">{Text(post.Title)}</a></h2>
        <p>{Text(post.Summary)}</p>
        </article>

        """)));

    public static string Article(Post post) => Layout($"{post.Title} · {SiteName}", $"""
        <article>
        {Time(post)}
        <h1>{Text(post.Title)}</h1>
        {string.Concat(post.Paragraphs.Select(paragraph => $"<p>{Text(paragraph)}</p>\n"))}</article>
        <p><a href="/">All posts</a></p>

        """);

    public static string NotFound() => Layout($"Not here · {SiteName}", """
        <h1>Washed away</h1>
        <p>There is no page at this address. <a href="/">All posts</a> are on the first page.</p>

        """);

    private static string Layout(string title, string main) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Text(title)}</title>
        <link rel="stylesheet" href="/style.css">
        <link rel="alternate" type="application/atom+xml" title="{SiteName}" href="/feed.xml">
        </head>
        <body>
        <header><a href="/">{SiteName}</a><p>Notes from the edge of the sea</p></header>
        <main>
        {main}</main>
        <footer>Written by Mara Lind, usually with wet feet.</footer>
        </body>
        </html>

        """;

    private static string Time(Post post) =>
        string.Create(CultureInfo.InvariantCulture, $"""<time datetime="{post.Date:yyyy-MM-dd}">{post.Date:d MMMM yyyy}</time>""");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
