using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CrawlGate.AspNetCore;

/// <summary>The kinds of proof that are configured, and those that the application brought itself.</summary>
internal sealed class PersonhoodProviders
{
    private readonly List<IPersonhoodVerifier> _verifiers = [];
    private readonly List<IPersonhoodForm> _forms = [];
    private readonly List<IPersonhoodEndpoint> _endpoints = [];

    public IReadOnlyList<IPersonhoodVerifier> Verifiers => _verifiers;

    /// <summary>In the order of the page.</summary>
    public IReadOnlyList<IPersonhoodForm> Forms => _forms;

    public IReadOnlyList<IPersonhoodEndpoint> Endpoints => _endpoints;

    public static PersonhoodProviders Create(IServiceProvider services)
    {
        var providers = new PersonhoodProviders();
        var options = services.GetRequiredService<IOptions<CrawlGateOptions>>().Value;
        if (options.Personhood.Semaphore is { } semaphore)
            SemaphoreProvider.Add(providers, semaphore, options.Rpc, services);
        if (options.Personhood.PrivateToken is { } tokens)
            PrivateTokenProvider.Add(providers, tokens, services);
        if (options.Personhood.WorldId is { } worldId)
            WorldIdProvider.Add(providers, worldId, options.Personhood.SlotsPerWeek, services);
        if (options.Personhood.Wallets.Count > 0)
            WalletProvider.Add(providers, options.Personhood.Wallets, services);
        providers._verifiers.AddRange(services.GetServices<IPersonhoodVerifier>());
        providers._forms.AddRange(services.GetServices<IPersonhoodForm>());
        providers._forms.Sort((one, other) => one.Order.CompareTo(other.Order));
        return providers;
    }

    /// <summary>Every mistake in the settings of the kinds of proof.</summary>
    public static void Check(PersonhoodOptions options, CrawlGateOptions gate, SettingErrors errors)
    {
        if (options.Semaphore is { } semaphore)
            SemaphoreProvider.Check(semaphore, gate.Rpc, errors.Below(nameof(options.Semaphore)));
        if (options.PrivateToken is { } tokens)
            PrivateTokenProvider.Check(tokens, errors.Below(nameof(options.PrivateToken)));
        if (options.WorldId is { } worldId)
            WorldIdProvider.Check(worldId, errors.Below(nameof(options.WorldId)));
        foreach (var (name, wallet) in options.Wallets)
            WalletProvider.Check(name, wallet, errors.Below($"{nameof(options.Wallets)}:{name}"));
    }

    /// <summary>Adds a kind of proof: what verifies it, how the page shows it, and the addresses of its own.</summary>
    public void Add(IPersonhoodVerifier verifier, IPersonhoodForm? form = null, params IPersonhoodEndpoint[] endpoints)
    {
        _verifiers.Add(verifier);
        if (form is not null)
            _forms.Add(form);
        _endpoints.AddRange(endpoints);
    }

    /// <summary>The verifier of a name; null when there is none.</summary>
    public IPersonhoodVerifier? Find(string? name) => _verifiers.Find(verifier => verifier.Name == name);
}
