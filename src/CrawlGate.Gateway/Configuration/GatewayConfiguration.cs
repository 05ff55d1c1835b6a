using CrawlGate.AspNetCore;

namespace CrawlGate.Gateway;

/// <summary>Reads the configuration file, the environment and the command line, in this order, and finds what is wrong.</summary>
internal static class GatewayConfiguration
{
    public const string Section = "CrawlGate";
    public const string OriginKey = "Origin";
    public const string ProxySection = "ReverseProxy";
    public const string PolicyMetadata = "CrawlGate.Policy";

    public const string ProxyProtocolKey = "ProxyProtocol";

    /// <summary>Keys of the section that the gateway reads itself.</summary>
    public static readonly string[] OwnKeys = [OriginKey, ProxyProtocolKey];

    private const string DefaultFile = "config/gateway.json";

    internal static readonly string[] TopLevel = ["$schema", Section, ProxySection, "Logging", "Kestrel", "Urls", "AllowedHosts"];

    /// <summary>The file that the command line names, or the default one.</summary>
    public static string FileOf(string[] args) => Path.GetFullPath(new ConfigurationBuilder().AddCommandLine(args).Build()["config"] ?? DefaultFile);

    /// <summary>Loads everything into <paramref name="configuration"/>; every mistake is answered at once.</summary>
    public static IReadOnlyList<string> Load(ConfigurationManager configuration, string[] args)
    {
        var read = GatewayFile.Read(FileOf(args));
        if (read.Error is { } error)
            return [error];

        configuration.Sources.Clear();
        AddSources(configuration, new GatewayFileSource(read.Settings), args);
        return FindErrors(configuration, read.Settings);
    }

    /// <summary>What the configuration would be with other settings from the file, and what would be wrong with it.</summary>
    public static IConfigurationRoot Try(GatewayFile file, string[] args, out IReadOnlyList<string> errors)
    {
        var builder = new ConfigurationBuilder();
        AddSources(builder, new GatewayFileSource(file.Settings), args);
        var configuration = builder.Build();
        errors = file.Error is { } error ? [error] : FindErrors(configuration, file.Settings);
        return configuration;
    }

    private static void AddSources(IConfigurationBuilder configuration, GatewayFileSource file, string[] args) =>
        configuration.AddInMemoryCollection(Defaults).Add(file).AddEnvironmentVariables().AddCommandLine(args);

    private static IReadOnlyList<string> FindErrors(IConfiguration configuration, IReadOnlyDictionary<string, string?> fromFile)
    {
        var own = configuration.GetSection(Section);
        string[] unknown = [.. fromFile.Keys.Select(key => key.Split(':')[0]).Distinct().Where(key => !TopLevel.Contains(key, StringComparer.OrdinalIgnoreCase))];
        return
        [
            .. unknown.Select(key => $"{key}: is not a setting"),
            .. CrawlGateConfiguration.FindErrors(own, out var policies, OwnKeys),
            .. bool.TryParse(own[ProxyProtocolKey] ?? "false", out _) ? Array.Empty<string>() : [$"{Section}:{ProxyProtocolKey}: must be true or false"],
            .. FindProxyErrors(configuration, policies),
        ];
    }

    private static Dictionary<string, string?> Defaults => new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Yarp"] = "Warning",
        // A client that hangs up is no news, and YARP would tell each with a stack trace.
        ["Logging:LogLevel:Yarp.ReverseProxy.Forwarder"] = "Error",
        // YARP sets up data protection for session affinity, which is not used; its keys protect nothing here.
        ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
    };

    private static IEnumerable<string> FindProxyErrors(IConfiguration configuration, IReadOnlySet<string> policies)
    {
        var origin = configuration[$"{Section}:{OriginKey}"];
        var routes = configuration.GetSection($"{ProxySection}:Routes");
        if (origin is null == routes.Exists() is false)
            yield return $"{Section}:{OriginKey}: set either the origin's base URL here or routes in {ProxySection}";
        if (origin is not null && !(Uri.TryCreate(origin, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            yield return $"{Section}:{OriginKey}: '{origin}' is not an absolute http or https URL";

        foreach (var route in routes.GetChildren())
        {
            foreach (var metadata in route.GetSection("Metadata").GetChildren())
            {
                // YARP's metadata is anybody's, but what begins like ours and is not would leave a route free that was to be priced.
                if (metadata.Key.StartsWith(Section, StringComparison.OrdinalIgnoreCase) && !metadata.Key.Equals(PolicyMetadata, StringComparison.OrdinalIgnoreCase))
                    yield return $"{metadata.Path}: is not a setting; a route is priced by {PolicyMetadata}";
            }

            var policy = route[$"Metadata:{PolicyMetadata}"];
            if (policy is not null && !policies.Contains(policy))
                yield return $"{route.Path}:Metadata:{PolicyMetadata}: there is no policy '{policy}'";

            var methods = route.GetSection("Match:Methods").GetChildren().Select(method => method.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (policy is not null && methods.Contains("GET") && !methods.Contains("HEAD"))
                yield return $"{route.Path}:Match:Methods: add HEAD to GET; else another route answers HEAD, and it may be a free one";
        }
    }
}
