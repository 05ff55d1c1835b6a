using CrawlGate.X402;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Puts changed policies, prices and crawlers to use while requests run: a request that has begun is judged by what it began with.
/// What is wrong is logged with all its errors, and the old configuration stays.
/// </summary>
internal sealed partial class GateReload : BackgroundService
{
    // Decisions take no time, so that by then nobody counts by what was replaced.
    private static readonly TimeSpan UntilUnused = TimeSpan.FromMinutes(1);

    private readonly CurrentGate _current;
    private readonly GateSettings? _settings;
    private readonly IPaymentScheme _scheme;
    private readonly IpRangeStore _ranges;
    private readonly TimeProvider _time;
    private readonly ILogger<GateReload> _logger;
    private readonly string? _catalogueAtStart;
    private readonly IReadOnlyDictionary<string, string> _readOnce;
    private readonly FileChanges _files;
    private readonly Lock _lock = new();
    private string? _applied;

    public GateReload(
        CurrentGate current, IEnumerable<GateSettings> settings, IOptions<CrawlGateOptions> options, IPaymentScheme scheme, IpRangeStore ranges,
        TimeProvider time, ILogger<GateReload> logger)
    {
        _current = current;
        _settings = settings.SingleOrDefault();
        _scheme = scheme;
        _ranges = ranges;
        _time = time;
        _files = new FileChanges(time);
        _logger = logger;
        _catalogueAtStart = options.Value.Catalogue;
        _readOnce = _settings is null ? new Dictionary<string, string>() : SettingsText.OfThoseReadOnce(_settings.Section);
        _applied = _settings is null ? null : SettingsText.Of(_settings.Section);
    }

    /// <summary>Takes a section's settings; false, with the reasons in the log, when something is wrong with them.</summary>
    public bool TryApply(IConfigurationSection section)
    {
        lock (_lock)
        {
            var text = SettingsText.Of(section);
            if (text == _applied)
                return true;
            if (!Safely(() => TryCompile(section)))
                return false;

            _applied = text;
            return true;
        }
    }

    /// <summary>Reads the operator's catalogue again.</summary>
    public void ApplyCatalogue()
    {
        lock (_lock)
        {
            Safely(() => _settings is not null ? TryCompile(_settings.Section) : TryExtend(_catalogueAtStart!));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = _settings is null ? null : ChangeToken.OnChange(_settings.Section.GetReloadToken, () => TryApply(_settings.Section));
        _files.Remember(CatalogueFiles());
        while (!stoppingToken.IsCancellationRequested)
        {
            await _files.WaitAsync(CatalogueFiles, stoppingToken);
            ApplyCatalogue();
        }
    }

    private IEnumerable<string> CatalogueFiles() => (_settings is null ? _catalogueAtStart : _settings.Section[nameof(CrawlGateOptions.Catalogue)]) is { } file ? [file] : [];

    /// <summary>A reload that throws, be it by a mistake of ours, must not end the application that goes on well without it.</summary>
    private bool Safely(Func<bool> reload)
    {
        try
        {
            return reload();
        }
        catch (Exception exception)
        {
            Threw(exception);
            return false;
        }
    }

    private bool TryExtend(string file)
    {
        if (CrawlerCatalogue.BuiltIn.ExtendFromFile(file, out var errors) is not { } catalogue)
        {
            Rejected(string.Join("; ", errors));
            return false;
        }

        Use(_current.Snapshot with { Crawlers = new CatalogueSnapshot(catalogue) });
        return true;
    }

    private bool TryCompile(IConfigurationSection section)
    {
        // Before it is read: what is written to it from now on is a change.
        _files.Remember(section[nameof(CrawlGateOptions.Catalogue)] is { } catalogue ? [catalogue] : []);
        var read = ReadConfiguration.From(section, _settings?.OwnKeys ?? [], _scheme, _time);
        var now = SettingsText.OfThoseReadOnce(section);
        var fixedErrors = _readOnce.Where(pair => now[pair.Key] != pair.Value).Select(pair => $"{section.Path}:{pair.Key}: cannot be changed while the gate runs; restart it");
        string[] errors = [.. read.Errors, .. fixedErrors];
        if (errors.Length > 0 || read.Snapshot is not { } snapshot)
        {
            Rejected(string.Join(Environment.NewLine, errors.Prepend("")));
            return false;
        }

        Use(snapshot);
        return true;
    }

    private void Use(GateSnapshot snapshot)
    {
        var old = _current.Snapshot;
        if (!ReferenceEquals(old.Crawlers, snapshot.Crawlers))
            _ranges.Use(snapshot.Crawlers.Catalogue.Crawlers);
        _current.Snapshot = snapshot with { Policies = snapshot.Policies.Remembering(old.Policies) };
        Applied(string.Join(", ", snapshot.Policies.All.Select(policy => $"{policy.Name} ({SettingName.Of(policy.Mode)})")), snapshot.Crawlers.Catalogue.Crawlers.Count);
        _ = DisposeLaterAsync(old.Policies.All.Where(policy => snapshot.Policies.Contains(policy.Name)).ToArray());
    }

    /// <summary>Policies without a successor may still be named by a route, and stay.</summary>
    private async Task DisposeLaterAsync(AccessPolicy[] replaced)
    {
        await Task.Delay(UntilUnused, _time);
        foreach (var policy in replaced)
            policy.Dispose();
    }

    [LoggerMessage(1, LogLevel.Information, "The gate goes by its changed configuration: policies {Policies}, {Crawlers} crawlers.")]
    private partial void Applied(string policies, int crawlers);

    [LoggerMessage(2, LogLevel.Error, "The changed configuration was not taken, the old one stays: {Errors}")]
    private partial void Rejected(string errors);

    [LoggerMessage(3, LogLevel.Error, "Reading the changed configuration failed, the old one stays.")]
    private partial void Threw(Exception exception);
}
