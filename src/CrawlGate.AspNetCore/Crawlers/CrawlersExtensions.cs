using CrawlGate.WebBotAuth;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CrawlGate.AspNetCore;

/// <summary>Registers the identity ladder with its signals. Further <see cref="ICrawlerSignal"/>s among the services are asked too.</summary>
internal static class CrawlersExtensions
{
    public static void AddCrawlers(this IServiceCollection services)
    {
        services.AddIpRanges(provider => provider.GetRequiredService<GateSnapshot>().Crawlers.Catalogue.Crawlers);
        services.AddOptions<IpRangeOptions>().Configure<IOptions<CrawlGateOptions>>((options, gate) => Copy(gate.Value.Verification.IpRanges, options));
        services.AddReverseDns(provider => Verification(provider).ReverseDns.Compile(new SettingErrors(PolicyCompiler.Section)));
        services.TryAddSingleton(CreateVerifier);
        services.TryAddSingleton(provider => new SignatureSignal(
            provider.GetRequiredService<WebBotAuthVerifier>(), provider.GetRequiredService<CurrentGate>(), Verification(provider).WebBotAuth.Enabled));
        services.TryAddSingleton<IRequestClassifier, IdentityLadder>();
    }

    private static WebBotAuthVerifier CreateVerifier(IServiceProvider provider)
    {
        var isUnsafe = Verification(provider).WebBotAuth.UnsafeAllowPrivateAddressesAndPlainHttp;
        var time = provider.GetRequiredService<TimeProvider>();
        var known = provider.GetRequiredService<GateSnapshot>().Crawlers.Catalogue.Crawlers.Select(crawler => crawler.SignatureAgent).OfType<Uri>().Distinct();
        var http = new PublicHttpClient(new PublicHttpClientOptions { UnsafeAllowPrivateAddressesAndPlainHttp = isUnsafe }, time);
        var directories = new KeyDirectoryCache(
            http,
            new KeyDirectoryOptions
            {
                KnownAgents = [.. known.Select(url => new SignatureAgent(url))],
                // Signers in the field prove their keys in the form of earlier drafts, which leaves out the digest; TLS vouches for the content.
                RequiredPossessionProof = RequiredPossessionProof.Authority,
            },
            time);
        return new WebBotAuthVerifier(directories, time, new WebBotAuthVerifierOptions { AllowInsecureAgents = isUnsafe });
    }

    private static VerificationOptions Verification(IServiceProvider provider) => provider.GetRequiredService<IOptions<CrawlGateOptions>>().Value.Verification;

    private static void Copy(IpRangeOptions from, IpRangeOptions to)
    {
        to.Enabled = from.Enabled;
        to.Directory = from.Directory;
        to.SnapshotDirectory = from.SnapshotDirectory;
        to.RefreshInterval = from.RefreshInterval;
        to.StaleAfter = from.StaleAfter;
    }
}
