using System.Globalization;
using System.Text.Json.Nodes;

namespace CrawlGate.IntegrationTests;

/// <summary>
/// All ways to write a path that a careless site reads as one, against rules that depend on the path: an odd spelling is decided like
/// the plain one or more severely, never more leniently.
/// </summary>
public sealed class PathSpellingTests(PathSpellingTests.Site site) : IClassFixture<PathSpellingTests.Site>
{
    private static readonly string[] Plain = ["/archive/2020", "/private/notes", "/press/release", "/robots.txt"];

    private static readonly (string Name, string UserAgent, string Address)[] Visitors =
    [
        ("training crawler", IdentityStand.UserAgent("PlainTraining"), IdentityStand.Elsewhere),
        ("impostor", IdentityStand.UserAgent("ListedSearch"), IdentityStand.Elsewhere),
        ("search engine", IdentityStand.UserAgent("ListedSearch"), IdentityStand.Listed),
        ("person", TestGateway.Browser, IdentityStand.Elsewhere),
        ("script", "tidepool-reader 1", IdentityStand.Elsewhere),
    ];

    public static TheoryData<string> Paths => [.. Plain];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task No_spelling_is_decided_more_leniently(string plain)
    {
        var spellings = Odd(plain).SelectMany(odd => Odd(odd).Append(odd)).Where(odd => odd != plain && LiberalPath.Read(odd) == LiberalPath.Read(plain)).Distinct().ToArray();
        Assert.InRange(spellings.Length, 300, 5000);
        foreach (var visitor in Visitors)
        {
            var expected = Severity(await AskAsync(plain, visitor));
            foreach (var spelling in spellings)
            {
                var answer = await AskAsync(spelling, visitor);

                // What the server itself refuses reaches neither the gate nor the site.
                if (answer.Header("X-CrawlGate-Would") is null)
                    Assert.Equal(400, answer.Status);
                else
                    Assert.True(Severity(answer) >= expected, $"{visitor.Name}: {plain} is worth {expected}, but {spelling} is decided '{answer.Header("X-CrawlGate-Would")}'.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_last_slash_case_and_escaped_letters_change_nothing(string plain)
    {
        string[] same =
        [
            plain.ToUpperInvariant(),
            plain[..2].ToUpperInvariant() + plain[2..],
            .. Enumerable.Range(1, plain.Length - 1).Where(i => char.IsAsciiLetterOrDigit(plain[i])).Select(i => plain[..i] + Escape(plain[i]) + plain[(i + 1)..]),
            string.Concat(plain.Select(c => char.IsAsciiLetterOrDigit(c) ? Escape(c) : c.ToString())),
            plain + "?x=1",
            // A file that is free is not free as a folder.
            .. plain == "/robots.txt" ? [] : (string[])[plain + "/", "/" + plain.Split('/')[1], "/" + plain.Split('/')[1] + "/"],
        ];
        foreach (var visitor in Visitors)
        {
            var expected = Decision(await AskAsync(plain, visitor));
            foreach (var spelling in same)
                Assert.Equal((spelling, expected), (spelling, Decision(await AskAsync(spelling, visitor))));
        }
    }

    private Task<Answer> AskAsync(string target, (string Name, string UserAgent, string Address) visitor) => RawHttp.SendAsync(
        site.Stand.Gateway.Url, "GET", target, $"User-Agent: {visitor.UserAgent}", $"X-Forwarded-For: {visitor.Address}", $"X-CrawlGate-Ask: {IdentityStand.Key}", "Accept: */*");

    private static string Decision(Answer answer) => answer.Header("X-CrawlGate-Would")!.Split("; decision=")[0];

    private static decimal Severity(Answer answer)
    {
        var outcome = answer.Header("X-CrawlGate-Would")!.Split(';')[0].Split(' ');
        return outcome[0] switch
        {
            "allow" => 0,
            "charge" => 1 + decimal.Parse(outcome[1], CultureInfo.InvariantCulture),
            "block" => 1000,
            _ => throw new InvalidOperationException(outcome[0]),
        };
    }

    /// <summary>Ways to write a path differently; some are read differently by a site, and left out by the caller.</summary>
    private static IEnumerable<string> Odd(string path)
    {
        yield return path.ToUpperInvariant();
        foreach (var prefix in (string[])["/", "/.", "/./", "/x/..", "/x/../", "/%2e", "/x/%2e%2e", "/x/.%2E", "/;a", "/x/..;/..", "\\", "/%2f", "/%5c", "/press/..", "/press/%2e%2e", "/press/..%2f..", "/robots.txt/..", "/.well-known/..%2f", "/%252f", "/%00", "/ "])
            yield return prefix.TrimEnd(' ') + path;
        foreach (var suffix in (string[])["/", "//", "/.", "/./", ".", "%2e", ";a=b", ";", "%3ba", "%00", "%20", "%2f", "\\", "%5c", "/x/..", "/x/%2e%2e", "?a=/press/", "?a=../press", "#a", "%23", "%3f", "%", "%zz", "/..;/" + path.Split('/')[^1], "\u0001", "::$DATA"])
            yield return path + suffix;
        for (var i = 1; i < path.Length; i += 3)
        {
            var (head, c, tail) = (path[..i], path[i], path[(i + 1)..]);
            yield return head + Escape(c) + tail;
            yield return head + Escape(c).Replace("%", "%25", StringComparison.Ordinal) + tail;
            yield return head + char.ToUpperInvariant(c) + tail;
            if (c == '/')
            {
                foreach (var slash in (string[])["//", "\\", "%2f", "%5C", "/./", "/x/../", ";/", "/;/", "%252f", "/%2e/"])
                    yield return head + slash + tail;
            }
        }
    }

    private static string Escape(char c) => string.Create(CultureInfo.InvariantCulture, $"%{(int)c:x2}");

    public sealed class Site : IAsyncLifetime
    {
        internal IdentityStand Stand { get; private set; } = null!;

        public async Task InitializeAsync() => Stand = await IdentityStand.StartAsync(settings => settings["Rules"] = JsonNode.Parse(
            """
            [ { "When": { "Path": [ "/private/" ] }, "Action": "block" },
              { "When": { "Path": [ "/press/" ] }, "Action": "allow" },
              { "When": { "Path": [ "/archive/" ] }, "Action": "charge", "Price": "$0.01" } ]
            """));

        public async Task DisposeAsync() => await Stand.DisposeAsync();
    }
}
