namespace CrawlGate.Gateway;

/// <summary>
/// The file's settings as a source of configuration. It changes only when it is told to, with settings that were found right: a file
/// that is half written must not take a route away.
/// </summary>
internal sealed class GatewayFileSource(IReadOnlyDictionary<string, string?> settings) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(settings);

    /// <summary>Replaces the settings of the configuration that has this source.</summary>
    public static void Replace(IConfigurationRoot configuration, IReadOnlyDictionary<string, string?> settings) =>
        configuration.Providers.OfType<Provider>().Single().Replace(settings);

    private sealed class Provider : ConfigurationProvider
    {
        public Provider(IReadOnlyDictionary<string, string?> settings) => Data = Copy(settings);

        public void Replace(IReadOnlyDictionary<string, string?> settings)
        {
            Data = Copy(settings);
            OnReload();
        }

        private static Dictionary<string, string?> Copy(IReadOnlyDictionary<string, string?> settings) => new(settings, StringComparer.OrdinalIgnoreCase);
    }
}
