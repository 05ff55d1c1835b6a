using CrawlGate.AspNetCore;
using Microsoft.Extensions.Configuration;

namespace CrawlGate.Tests.AspNetCore;

public sealed class ClientAddressOptionsTests
{
    [Fact]
    public void Without_options_nobody_is_trusted_and_XForwardedFor_is_what_proxies_maintain()
    {
        var options = new ClientAddressOptions();
        Assert.Equal(ForwardedHeaderKind.XForwardedFor, options.ForwardedHeader);
        Assert.True(options.Compile(out var errors)!.TrustedProxies.IsEmpty);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CF Connecting IP")]
    [InlineData("CF-Connecting-IP:")]
    [InlineData("Überall")]
    [InlineData("x-forwarded-for")]
    [InlineData("FORWARDED")]
    [InlineData("X-CrawlGate-Address")]
    public void A_name_that_cannot_hold_one_address_is_an_error(string name)
    {
        var options = new ClientAddressOptions { TrustedProxies = ["cloudflare"], ClientAddressHeader = name };
        Assert.Null(options.Compile(out var errors));
        Assert.StartsWith("CrawlGate:ClientAddressHeader: ", Assert.Single(errors));
    }

    [Fact]
    public void All_mistakes_come_at_once_below_the_section_they_stand_in()
    {
        var options = new ClientAddressOptions { ClientAddressHeader = "(", ForwardedHeader = (ForwardedHeaderKind)7 };
        Assert.Null(options.Compile(out var errors, "Site:Address"));
        Assert.Equal(["Site:Address:ClientAddressHeader", "Site:Address:ClientAddressHeader", "Site:Address:ForwardedHeader"], errors.Select(error => error.Split(": ")[0]));
    }

    [Fact]
    public void Options_bind_from_configuration()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["TrustedProxies:0"] = "cloudflare",
            ["TrustedProxies:1"] = "10.0.0.0/8",
            ["ClientAddressHeader"] = "CF-Connecting-IP",
            ["ForwardedHeader"] = "auto",
        }).Build();
        var options = configuration.Get<ClientAddressOptions>()!;
        Assert.Equal(["cloudflare", "10.0.0.0/8"], options.TrustedProxies);
        Assert.Equal(("CF-Connecting-IP", ForwardedHeaderKind.Auto), (options.ClientAddressHeader, options.ForwardedHeader));
    }
}
