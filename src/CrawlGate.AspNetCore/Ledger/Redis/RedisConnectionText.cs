using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

/// <summary>Where the Redis is and under which name the keys lie: StackExchange.Redis' own text, and <c>prefix=NAME</c> as one more part.</summary>
internal sealed class RedisConnectionText
{
    private const string DefaultPrefix = "crawlgate";

    private RedisConnectionText(ConfigurationOptions options, string prefix)
    {
        Options = options;
        Prefix = prefix;
        Servers = string.Join(", ", options.EndPoints.Select(Name));
    }

    /// <summary>For StackExchange.Redis.</summary>
    public ConfigurationOptions Options { get; }

    /// <summary>What all keys begin with, in braces.</summary>
    public string Prefix { get; }

    /// <summary>The servers as host:port, the only part of the text that messages may hold.</summary>
    public string Servers { get; }

    /// <summary>Reads the text.</summary>
    /// <exception cref="ArgumentException">It cannot be read. The message holds no value of it: one may be a password.</exception>
    public static RedisConnectionText Parse(string text)
    {
        var prefix = DefaultPrefix;
        var others = new List<string>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.StartsWith("prefix=", StringComparison.OrdinalIgnoreCase))
                prefix = part["prefix=".Length..].Trim();
            else
                others.Add(part);
        }

        // Braces would move the hash tag, and with it the ledger, to another slot.
        if (prefix.Length is 0 or > 64 || !prefix.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
            throw new ArgumentException("The prefix of a Redis connection is 1 to 64 letters, digits, '-', '_' or '.'.");

        var options = Read(string.Join(',', others));
        if (options.EndPoints.Count == 0)
            throw new ArgumentException("A Redis connection needs a server: host:port.");

        options.SetDefaultPorts();
        return new RedisConnectionText(options, prefix);
    }

    private static ConfigurationOptions Read(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text, ignoreUnknown: false);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            var names = string.Join(", ", text.Split(',').Select(part => part.IndexOf('=') is > 0 and var at ? part[..at] : "(a server)"));
            throw new ArgumentException($"The Redis connection cannot be read. Its parts are: {names}.");
        }
    }

    private static string Name(EndPoint server) => server switch
    {
        DnsEndPoint dns => string.Create(CultureInfo.InvariantCulture, $"{dns.Host}:{dns.Port}"),
        _ => server.ToString() ?? "",
    };
}
