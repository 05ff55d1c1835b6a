using CrawlGate.AspNetCore;

namespace CrawlGate.Gateway;

/// <summary>The gateway's configuration file as it was read.</summary>
/// <param name="Settings">Its keys and values, with paths of other files made absolute.</param>
/// <param name="Error">Why there are none; null when it could be read.</param>
internal sealed record GatewayFile(IReadOnlyDictionary<string, string?> Settings, string? Error)
{
    // What the file says about other files is meant from where it stands, not from where the gateway was started.
    private static readonly string[] PathKeys =
    [
        $"{GatewayConfiguration.Section}:{nameof(CrawlGateOptions.Facilitator)}:Local:SignerKeyFile",
        $"{GatewayConfiguration.Section}:{nameof(CrawlGateOptions.Catalogue)}",
        $"{Personhood}:{nameof(PersonhoodOptions.Semaphore)}:{nameof(SemaphoreOptions.RootsFile)}",
        $"{Personhood}:{nameof(PersonhoodOptions.WorldId)}:{nameof(WorldIdOptions.SigningKeyFile)}",
        $"{Personhood}:{nameof(PersonhoodOptions.WorldId)}:{nameof(WorldIdOptions.IdKitPath)}",
        $"{GatewayConfiguration.Section}:{nameof(CrawlGateOptions.Verification)}:IpRanges:{nameof(IpRangeOptions.Directory)}",
        $"{GatewayConfiguration.Section}:{nameof(CrawlGateOptions.Verification)}:IpRanges:{nameof(IpRangeOptions.SnapshotDirectory)}",
    ];

    private const string Personhood = $"{GatewayConfiguration.Section}:{nameof(CrawlGateOptions.Personhood)}";
    private const string StoreKey = $"{GatewayConfiguration.Section}:{nameof(CrawlGateOptions.Store)}";
    private const string SignerKeyFiles = $"{GatewayConfiguration.Section}:{nameof(CrawlGateOptions.Facilitator)}:Local:SignerKeyFiles:";
    private const string ApiKeyFiles = $"{GatewayConfiguration.Section}:{nameof(CrawlGateOptions.Facilitator)}:{nameof(FacilitatorOptions.ApiKeyFiles)}:";
    private const string TrustedProxies = $"{GatewayConfiguration.Section}:{nameof(CrawlGateOptions.TrustedProxies)}:";
    private const string Clients = $"{GatewayConfiguration.Section}:{nameof(CrawlGateOptions.Facilitator)}:{nameof(FacilitatorOptions.Serve)}:{nameof(FacilitatorServiceOptions.Clients)}:";
    private const string FileEntry = "file:";

    public static GatewayFile Read(string file)
    {
        if (!File.Exists(file))
            return Unreadable($"{file}: there is no such configuration file; name one with --config");

        try
        {
            var settings = new ConfigurationBuilder().AddJsonFile(file).Build().AsEnumerable().ToDictionary(StringComparer.OrdinalIgnoreCase);
            var folder = Path.GetDirectoryName(file)!;
            foreach (var key in PathKeys.Concat(settings.Keys.Where(IsKeyFileInList).ToArray()))
            {
                if (!string.IsNullOrEmpty(settings.GetValueOrDefault(key)))
                    settings[key] = Path.GetFullPath(settings[key]!, folder);
            }

            foreach (var (key, value) in settings.Where(pair => pair.Key.StartsWith(TrustedProxies, StringComparison.OrdinalIgnoreCase)).ToArray())
            {
                if (value is not null && value.StartsWith(FileEntry, StringComparison.OrdinalIgnoreCase))
                    settings[key] = FileEntry + Path.GetFullPath(value[FileEntry.Length..].Trim(), folder);
            }

            const string Sqlite = "sqlite:";
            if (settings.GetValueOrDefault(StoreKey) is { } store && store.StartsWith(Sqlite, StringComparison.Ordinal) && store.Length > Sqlite.Length)
                settings[StoreKey] = Sqlite + Path.GetFullPath(store[Sqlite.Length..], folder);
            foreach (var (key, value) in settings.Where(pair => IsClientKeyFile(pair.Key)).ToArray())
                settings[key] = string.IsNullOrEmpty(value) ? value : Path.GetFullPath(value, folder);

            return new GatewayFile(settings, null);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return Unreadable($"{file}: {exception.InnerException?.Message ?? exception.Message}");
        }
    }

    private static bool IsKeyFileInList(string key) =>
        key.StartsWith(SignerKeyFiles, StringComparison.OrdinalIgnoreCase) || key.StartsWith(ApiKeyFiles, StringComparison.OrdinalIgnoreCase);

    private static bool IsClientKeyFile(string key) =>
        key.StartsWith(Clients, StringComparison.OrdinalIgnoreCase) && key.EndsWith($":{nameof(FacilitatorClientOptions.KeyFile)}", StringComparison.OrdinalIgnoreCase);

    private static GatewayFile Unreadable(string error) => new(new Dictionary<string, string?>(), error);
}
