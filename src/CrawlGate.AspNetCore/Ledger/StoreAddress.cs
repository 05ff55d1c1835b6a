using System.Diagnostics.CodeAnalysis;

namespace CrawlGate.AspNetCore;

/// <summary>Where payments are remembered, as the configuration says it.</summary>
internal sealed record StoreAddress(StoreKind Kind, string Location)
{
    /// <summary>A file next to the site, that needs nothing to be set up.</summary>
    public const string Default = "sqlite:data/crawlgate.db";

    /// <summary>Reads <c>memory</c>, <c>sqlite:PATH</c> or <c>redis:CONNECTION</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out StoreAddress? address)
    {
        var colon = text?.IndexOf(':') ?? -1;
        address = text == "memory" ? new StoreAddress(StoreKind.Memory, "")
            : colon < 0 || string.IsNullOrWhiteSpace(text![(colon + 1)..]) ? null
            : text[..colon] switch
            {
                "sqlite" => new StoreAddress(StoreKind.Sqlite, text[(colon + 1)..]),
                "redis" => new StoreAddress(StoreKind.Redis, text[(colon + 1)..]),
                _ => null,
            };
        return address is not null;
    }

    public static void Check(CrawlGateOptions options, SettingErrors errors)
    {
        // The text may hold a password, so it is not repeated.
        if (!TryParse(options.Store, out var store))
            errors.Add(nameof(options.Store), "is none of memory, sqlite:PATH, redis:CONNECTION");
        else if (store.Kind == StoreKind.Redis && RedisConnectionText.FindFault(store.Location) is { } fault)
            errors.Add(nameof(options.Store), fault);
        if (options.RetentionDays is < 1 or > 36500)
            errors.Add(nameof(options.RetentionDays), "must be between 1 and 36500 days");

        var defers = options.Policies.Values.Select(policy => policy.Flow).Append(options.Flow)
            .Any(flow => SettingName.TryParse<PaymentFlow>(flow, out var parsed) && parsed == PaymentFlow.Deferred);
        if (store?.Kind == StoreKind.Memory && defers)
            errors.Add(nameof(options.Store), "must be sqlite or redis for the deferred flow: what is owed in memory is lost at restart");
    }
}

/// <summary>The kinds of stores.</summary>
internal enum StoreKind
{
    Memory,
    Sqlite,
    Redis,
}
