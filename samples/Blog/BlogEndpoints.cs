namespace Blog;

/// <summary>All addresses of the site.</summary>
public static class BlogEndpoints
{
    private const string Html = "text/html; charset=utf-8";

    /// <summary>Maps the pages, the feeds for machines and the page for everything else.</summary>
    public static void MapBlog(this IEndpointRouteBuilder site)
    {
        site.MapPage("/", () => Results.Content(Pages.Home(), Html));
        site.MapPage("/posts/{slug}", (string slug) => Post.Find(slug) is { } post ? Results.Content(Pages.Article(post), Html) : NotFound());
        site.MapPage("/style.css", () => Results.Content(Pages.Style, "text/css; charset=utf-8"));
        site.MapPage("/favicon.ico", () => Results.Bytes(Favicon.Bytes, "image/x-icon"));

        site.MapPage("/robots.txt", (HttpRequest request) => Results.Text(MachinePages.Robots(Base(request))));
        site.MapPage("/sitemap.xml", (HttpRequest request) => Results.Content(MachinePages.Sitemap(Base(request)), "application/xml; charset=utf-8"));
        site.MapPage("/feed.xml", (HttpRequest request) => Results.Content(MachinePages.Feed(Base(request)), "application/atom+xml; charset=utf-8"));
        site.MapPage("/.well-known/security.txt", () => Results.Text(MachinePages.Security));
        site.MapFallback(NotFound);
    }

    private static void MapPage(this IEndpointRouteBuilder site, string pattern, Delegate page) =>
        site.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], page);

    private static IResult NotFound() => Results.Content(Pages.NotFound(), Html, statusCode: StatusCodes.Status404NotFound);

    private static Uri Base(HttpRequest request) => new($"{request.Scheme}://{request.Host}/");
}
