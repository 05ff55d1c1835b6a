using System.Text;
using System.Text.RegularExpressions;
using CrawlGate.AspNetCore;
using Microsoft.Extensions.Configuration;

namespace CrawlGate.Tests.Readme;

/// <summary>What the README shows is what there is.</summary>
public sealed partial class ReadmeTests
{
    private readonly string _readme = Repository.Read("README.md");

    [Fact]
    public void The_configuration_is_right_but_for_the_key_that_is_not_there()
    {
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Block("json")))).Build();
        var error = Assert.Single(CrawlGateConfiguration.FindErrors(configuration.GetSection("CrawlGate"), out _, "Origin"));
        Assert.StartsWith("CrawlGate:Facilitator:Local:SignerKeyFile: ", error);
    }

    [Fact]
    public void The_rules_are_right_in_that_configuration()
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Block("json"))))
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Block("json", 1))))
            .Build();
        Assert.Equal(4, configuration.GetSection("CrawlGate:Rules").GetChildren().Count());
        var error = Assert.Single(CrawlGateConfiguration.FindErrors(configuration.GetSection("CrawlGate"), out _, "Origin"));
        Assert.StartsWith("CrawlGate:Facilitator:Local:SignerKeyFile: ", error);
    }

    [Fact]
    public void The_default_configuration_file_is_right_but_for_the_key_that_is_not_there()
    {
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Repository.Read("config", "gateway.json")))).Build();
        var error = Assert.Single(CrawlGateConfiguration.FindErrors(configuration.GetSection("CrawlGate"), out _, "Origin"));
        Assert.StartsWith("CrawlGate:Facilitator:Local:SignerKeyFile: ", error);
    }

    [Fact]
    public void The_site_is_the_sample_that_embeds_the_middleware() => AssertLines(Block("csharp", 0), Repository.Read("samples", "PaidBlog", "Program.cs"));

    [Fact]
    public void The_crawler_compiles() => AssertLines(Block("csharp", 1), Repository.Read("tests", "CrawlGate.Tests", "Readme", "ReadmeCrawler.cs"));

    [Fact]
    public void The_transcript_has_the_demos_steps()
    {
        var tour = Repository.Read("samples", "Demo", "Tour.cs");
        var steps = Step().Matches(Block("text")).Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(tour.Split("Show(\"").Length - 1, steps.Length);
        Assert.All(steps, step => Assert.Contains($"Show(\"{step}\"", tour));
    }

    private static void AssertLines(string snippet, string source)
    {
        var lines = source.Split('\n').Select(line => line.Trim()).ToHashSet();
        Assert.All(snippet.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0), line => Assert.Contains(line, lines));
    }

    private string Block(string language, int index = 0) =>
        Regex.Matches(_readme, $"^```{language}\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)[index].Groups[1].Value;

    [GeneratedRegex(@"^ *\d+\. yes  (.+?)  ", RegexOptions.Multiline)]
    private static partial Regex Step();
}
