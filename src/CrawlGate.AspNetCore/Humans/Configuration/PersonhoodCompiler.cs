namespace CrawlGate.AspNetCore;

/// <summary>Checks the settings of proofs of personhood and reads them.</summary>
internal static class PersonhoodCompiler
{
    private const string Section = nameof(CrawlGateOptions.Personhood);
    private const int MaxSlots = 20;
    private const int MaxPages = 1_000_000;

    /// <summary>Whether any proof is configured.</summary>
    public static bool IsConfigured(PersonhoodOptions options) =>
        options.Semaphore is not null || options.WorldId is not null || options.PrivateToken is not null || options.Wallets.Count > 0;

    /// <summary>Reads the settings; anything goes once there are errors.</summary>
    public static PersonhoodSettings Compile(CrawlGateOptions options, SettingErrors errors)
    {
        var personhood = options.Personhood;
        var below = errors.Below(Section);
        if (personhood.SlotsPerWeek is < 1 or > MaxSlots)
            below.Add(nameof(personhood.SlotsPerWeek), $"must be between 1 and {MaxSlots}");
        if (options.Humans is not null && !SettingName.TryParse<HumanAccess>(options.Humans, out _))
            errors.Add(nameof(options.Humans), $"'{options.Humans}' is none of {SettingName.List<HumanAccess>()}");

        PersonhoodProviders.Check(personhood, options, below);
        var isConfigured = IsConfigured(personhood);
        var site = Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url) ? url : new Uri("http://localhost");
        if (isConfigured && site.Scheme != Uri.UriSchemeHttps && !site.IsLoopback)
            errors.Add(nameof(options.PublicUrl), "must begin with https:// where people prove to be people: browsers keep a pass to secure connections");
        return new PersonhoodSettings(site, options.Hosts)
        {
            IsConfigured = isConfigured,
            SlotsPerWeek = personhood.SlotsPerWeek,
            Budgets = new HumanBudgets(
                ReadBudget(nameof(personhood.Budget), personhood.Budget, below),
                ReadBudget(nameof(personhood.LowBudget), personhood.LowBudget, below)),
            Contact = options.Contact,
        };
    }

    private static HumanBudget ReadBudget(string key, BudgetOptions options, SettingErrors errors)
    {
        var below = errors.Below(key);
        Check(nameof(options.PerMinute), options.PerMinute);
        Check(nameof(options.Burst), options.Burst);
        Check(nameof(options.PerDay), options.PerDay);
        Check(nameof(options.Concurrency), options.Concurrency);
        Check(nameof(options.NetworkSwitchCost), options.NetworkSwitchCost);
        if (options.NetworkSwitchCost > options.Burst)
            below.Add(nameof(options.NetworkSwitchCost), "must not be more than the burst, or nobody could ever change networks");
        return new HumanBudget(options.PerMinute, options.Burst, options.PerDay, options.Concurrency, options.NetworkSwitchCost);

        void Check(string name, int value)
        {
            if (value is < 1 or > MaxPages)
                below.Add(name, $"must be between 1 and {MaxPages}");
        }
    }
}
