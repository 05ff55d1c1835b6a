using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.AspNetCore;

/// <summary>Reads the settings of a Semaphore group and puts it to use.</summary>
internal static class SemaphoreProvider
{
    public static void Check(SemaphoreOptions options, IReadOnlyList<string> gateRpc, SettingErrors errors)
    {
        var sources = new[] { options.Roots is not null, options.RootsFile is not null, options.Contract is not null };
        if (sources.Count(given => given) != 1)
            errors.Add("Roots", "set one of Roots, RootsFile and Contract: where the group's Merkle roots come from");
        for (var i = 0; i < (options.Roots?.Count ?? 0); i++)
        {
            if (!FieldNumber.TryParse(options.Roots![i], out _))
                errors.Add($"{nameof(options.Roots)}:{i}", "is not a root: a decimal number, or 0x and hexadecimal digits");
        }

        if (options.RootsFile is { } file && !SemaphoreRootsFile.TryRead(file, out _, out var error))
            errors.Add(nameof(options.RootsFile), error);
        if (options.Contract is not null)
        {
            if (!Address.TryParse(options.Contract, out _))
                errors.Add(nameof(options.Contract), $"'{options.Contract}' is not an Ethereum address, or its checksum is wrong");
            if (!FieldNumber.TryParse(options.GroupId, out _))
                errors.Add(nameof(options.GroupId), "is missing or no number: the group in the contract");
            if (options.Rpc.Count + gateRpc.Count == 0)
                errors.Add(nameof(options.Rpc), "is missing: the contract is read through at least one JSON-RPC URL");
        }

        for (var i = 0; i < options.Rpc.Count; i++)
            errors.RequireHttpUrl($"{nameof(options.Rpc)}:{i}", options.Rpc[i]);
        if (options.ProofUrl is not null)
            errors.RequireHttpUrl(nameof(options.ProofUrl), options.ProofUrl);
        LevelSetting.Read(nameof(options.Level), options.Level, errors);
    }

    public static void Add(PersonhoodProviders providers, SemaphoreOptions options, IReadOnlyList<string> gateRpc, IServiceProvider services)
    {
        _ = Task.Run(SemaphoreVerifier.WarmUp);
        var time = services.GetRequiredService<TimeProvider>();
        SettingName.TryParse<PersonhoodLevel>(options.Level, out var level);
        providers.Add(new SemaphorePersonhood(CreateRoots(options, gateRpc, time), level), new SemaphoreForm(options));
    }

    private static ISemaphoreRoots CreateRoots(SemaphoreOptions options, IReadOnlyList<string> gateRpc, TimeProvider time)
    {
        if (options.RootsFile is { } file)
            return new SemaphoreRootsFile(file);
        if (options.Roots is { } roots)
            return new SemaphoreRootList(roots.Select(Number));

        var rpc = new EthereumRpcClient([.. (options.Rpc.Count > 0 ? options.Rpc : gateRpc).Select(url => new Uri(url))], timeProvider: time);
        return new SemaphoreContractRoots(rpc, Address.Parse(options.Contract!), Number(options.GroupId!), time);
    }

    private static UInt256 Number(string text) => FieldNumber.TryParse(text, out var number) ? number : throw new FormatException("The settings were not checked.");
}
