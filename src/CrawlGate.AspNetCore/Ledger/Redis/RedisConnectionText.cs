using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

/// <summary>Where the Redis is and under which name the keys lie: StackExchange.Redis' own text, and <c>prefix=NAME</c> as one more part.</summary>
internal sealed class RedisConnectionText
{
    private const string DefaultPrefix = "crawlgate";

    // What may be said of a text that cannot be read; any other name may be a piece of a password with a comma in it.
    private static readonly FrozenSet<string> KnownNames = new[]
    {
        "abortConnect", "allowAdmin", "channelPrefix", "configChannel", "configCheckSeconds", "connectRetry", "connectTimeout", "defaultDatabase",
        "highPriorityThreads", "keepAlive", "name", "password", "prefix", "preserveAsyncOrder", "proxy", "resolveDns", "responseTimeout", "serviceName",
        "ssl", "sslHost", "sslProtocols", "syncTimeout", "tiebreaker", "user", "version", "writeBuffer",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

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

    /// <summary>Why a text cannot be read, without any value of it; null when it can.</summary>
    public static string? FindFault(string text)
    {
        try
        {
            Parse(text);
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }

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
            else if (part.IndexOf('=') <= 0)
                AddServer(part, others);
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

    // Messages name the servers. So what is taken for one must not be a URL with a password, nor what follows a comma in a password.
    private static void AddServer(string part, List<string> others)
    {
        if (part.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '-' or '_' or ':' or '[' or ']' or '%')))
            throw new ArgumentException("A server of a Redis connection is host:port, without a scheme and without a password: that is a part of its own, password=….");
        if (others.Any(other => other.Contains('=')))
            throw new ArgumentException("The servers of a Redis connection come first, before password=… and all others; a password cannot have a comma in it.");

        others.Add(part);
    }

    private static ConfigurationOptions Read(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text, ignoreUnknown: false);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            var names = string.Join(", ", text.Split(',').Select(part => part.IndexOf('=') is > 0 and var at ? NameOf(part[..at]) : "(a server)"));
            throw new ArgumentException($"The Redis connection cannot be read. Its parts are: {names}.");
        }
    }

    private static string NameOf(string name) => KnownNames.Contains(name.Trim()) ? name.Trim() : "(unknown)";

    private static string Name(EndPoint server) => server switch
    {
        DnsEndPoint dns => string.Create(CultureInfo.InvariantCulture, $"{dns.Host}:{dns.Port}"),
        _ => server.ToString() ?? "",
    };
}
