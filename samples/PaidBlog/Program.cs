// An ASP.NET site that charges AI crawlers for its articles, without a gateway in front of it.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCrawlGate(builder.Configuration.GetSection("CrawlGate"));

var app = builder.Build();
app.UseCrawlGate();

app.MapGet("/", () => Results.Text("<h1>Paid blog</h1><p><a href=\"/posts/hello\">Hello</a></p>", "text/html"));
app.MapGet("/posts/{slug}", (string slug) => Results.Text($"The article {slug}.\n")).RequirePayment();
app.MapGet("/archive/{slug}", (string slug) => Results.Text($"The old article {slug}.\n")).RequirePayment("archive");
app.Run();

/// <summary>Named for tests that host the sample.</summary>
public partial class Program;
