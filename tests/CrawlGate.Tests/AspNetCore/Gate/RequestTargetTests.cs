using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/paid")]
    [InlineData("/posts/a-b_c~d.html?x=//..;%2F")]
    [InlineData("/.well-known/security.txt")]
    [InlineData("/a.b/..c/d..")]
    [InlineData("/%70aid")]
    [InlineData("/caf%C3%A9/%E2%82%AC/%F0%9F%8C%8A")]
    [InlineData("/two%41words")]
    [InlineData("http://host.example/paid")]
    [InlineData("*")]
    public void Targets_that_every_server_reads_alike_are_plain(string target) => Assert.False(RequestTarget.IsAmbiguous(target));

    [Theory]
    [InlineData("//paid")]
    [InlineData("/a//paid")]
    [InlineData("/./paid")]
    [InlineData("/a/../paid")]
    [InlineData("/a/..")]
    [InlineData("/a/.")]
    [InlineData("/paid;a")]
    [InlineData("/paid%2Fx")]
    [InlineData("/a%2f..%2fpaid")]
    [InlineData("/a%5cpaid")]
    [InlineData("/a\\paid")]
    [InlineData("/%2e%2e/paid")]
    [InlineData("/%252e%252e/paid")]
    [InlineData("/paid%00")]
    [InlineData("/paid%0a")]
    [InlineData("/paid%20")]
    [InlineData("/paid%7f")]
    [InlineData("/paid%")]
    [InlineData("/paid%c")]
    [InlineData("/paid%zz")]
    [InlineData("/paid%c0")]
    [InlineData("/paid%c0%af")]
    [InlineData("/paid%e2%82")]
    [InlineData("/paid%3fx")]
    [InlineData("/paid%23x")]
    [InlineData("http://host.example//paid")]
    public void Targets_that_two_servers_may_read_differently_are_ambiguous(string target) => Assert.True(RequestTarget.IsAmbiguous(target));
}
