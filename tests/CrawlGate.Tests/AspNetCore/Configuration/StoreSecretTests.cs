using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Wherever a password stands in the text of a store, nothing that is said about that text holds a piece of it.</summary>
public sealed class StoreSecretTests
{
    private const string Secret = "hunter2hunter2";

    [Theory]
    [InlineData($"redis:127.0.0.1:1,password={Secret}")]
    [InlineData($"redis:127.0.0.1:1,PassWord={Secret}")]
    [InlineData($"redis:127.0.0.1:1 , password = {Secret} ,prefix=site")]
    [InlineData($"redis:127.0.0.1:1,[::1]:2,password={Secret}==,ssl=true,sslHost=redis.example")]
    public void A_password_that_is_a_part_of_its_own_is_taken_and_the_servers_named_without_it(string store)
    {
        Assert.Empty(GatePolicies.Errors(options => options.Store = store));
        Assert.True(StoreAddress.TryParse(store, out var address));
        var text = RedisConnectionText.Parse(address.Location);
        Assert.StartsWith(Secret, text.Options.Password);
        Assert.StartsWith("127.0.0.1:1", text.Servers);
        Assert.DoesNotContain("hunter2", text.Servers);
    }

    [Theory]
    [InlineData($"redis://:{Secret}@127.0.0.1:1")]
    [InlineData($"redis://user:{Secret}@127.0.0.1:1/0")]
    [InlineData($"redis:redis://user:{Secret}@127.0.0.1:1")]
    [InlineData($"redis:{Secret}@127.0.0.1:1")]
    [InlineData($"rediss://:{Secret}@127.0.0.1:1")]
    [InlineData($"redis:127.0.0.1:1,password=before,{Secret}")]
    [InlineData($"redis:127.0.0.1:1,password=before,{Secret}=")]
    [InlineData($"redis:127.0.0.1:1,password=before,={Secret}")]
    [InlineData($"redis:127.0.0.1:1,pasword={Secret}")]
    [InlineData($"redis:127.0.0.1:1,user=me,password={Secret}")]
    [InlineData($"redis:127.0.0.1:1,password={Secret},connectTimeout={Secret}")]
    [InlineData($"redis:password={Secret}")]
    [InlineData($"redis:password={Secret},127.0.0.1:1")]
    [InlineData($"password={Secret}")]
    [InlineData(Secret)]
    public void A_password_anywhere_else_is_a_mistake_in_the_configuration_that_is_told_without_it(string store)
    {
        var error = Assert.Single(GatePolicies.Errors(options => options.Store = store));
        Assert.StartsWith("CrawlGate:Store: ", error);
        Assert.DoesNotContain("hunter2", error);
        Assert.DoesNotContain("before", error.Replace("before password=", "", StringComparison.Ordinal));
    }
}
