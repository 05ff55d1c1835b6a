using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.AspNetCore;

/// <summary>Checks what agents are to get, and reads it.</summary>
internal static class AgentKitCompiler
{
    private const int MinAge = 30;
    private const int MaxAge = 3600;

    /// <summary>The names of <see cref="AgentKitMode"/>.</summary>
    private enum ModeName
    {
        Free,
        FreeTrial,
        Discount,
    }

    /// <summary>Reads the settings; nothing is given while there are errors.</summary>
    public static AgentKitSettings Compile(AgentKitOptions options, SettingErrors errors)
    {
        if (options.Mode is null)
            return AgentKitSettings.Off;

        var before = errors.All.Count;
        var mode = ReadMode(options, errors);
        var contract = ReadContract(options, errors);
        if (options.Rpc.Count == 0)
            errors.Add(nameof(options.Rpc), "is missing: the book of agents is read through at least one JSON-RPC URL");
        for (var i = 0; i < options.Rpc.Count; i++)
            errors.RequireHttpUrl($"{nameof(options.Rpc)}:{i}", options.Rpc[i]);
        if (options.MaxAgeSeconds is < MinAge or > MaxAge)
            errors.Add(nameof(options.MaxAgeSeconds), $"must be between {MinAge} and {MaxAge} seconds");

        return errors.All.Count > before ? AgentKitSettings.Off : new AgentKitSettings
        {
            Mode = mode,
            ChainId = options.ChainId,
            Contract = contract,
            Rpc = [.. options.Rpc.Select(url => new Uri(url))],
            MaxAge = TimeSpan.FromSeconds(options.MaxAgeSeconds),
        };
    }

    private static AgentKitMode? ReadMode(AgentKitOptions options, SettingErrors errors)
    {
        if (!SettingName.TryParse<ModeName>(options.Mode, out var name))
        {
            errors.Add(nameof(options.Mode), $"'{options.Mode}' is none of {SettingName.List<ModeName>()}");
            return null;
        }

        if (name == ModeName.Discount && options.Percent is < 1 or > 100)
            errors.Add(nameof(options.Percent), "must be between 1 and 100");
        if (name != ModeName.Discount && options.Percent != 0)
            errors.Add(nameof(options.Percent), "is for the mode discount");
        if (name == ModeName.FreeTrial && options.Uses < 1)
            errors.Add(nameof(options.Uses), "must be at least 1");
        if (name == ModeName.Discount && options.Uses < 0)
            errors.Add(nameof(options.Uses), "must be at least 1, or 0 for any number");
        if (name == ModeName.Free && options.Uses != 0)
            errors.Add(nameof(options.Uses), "is for the modes free-trial and discount");

        return name switch
        {
            ModeName.FreeTrial => new AgentKitMode.FreeTrial(options.Uses),
            ModeName.Discount => new AgentKitMode.Discount(options.Percent, options.Uses > 0 ? options.Uses : null),
            _ => new AgentKitMode.Free(),
        };
    }

    private static Address ReadContract(AgentKitOptions options, SettingErrors errors)
    {
        if (options.ChainId == 0)
            errors.Add(nameof(options.ChainId), "must be the number of a chain");
        if (options.Contract is null)
        {
            if (options.ChainId != 0 && !AgentBookOptions.KnownContracts.ContainsKey(options.ChainId))
                errors.Add(nameof(options.ChainId), $"no book of agents is known on chain {options.ChainId}: name its Contract, or one of {string.Join(", ", AgentBookOptions.KnownContracts.Keys.Order())}");
            return AgentBookOptions.KnownContracts.GetValueOrDefault(options.ChainId);
        }

        if (!Address.TryParse(options.Contract, out var contract) || contract.IsZero)
            errors.Add(nameof(options.Contract), $"'{options.Contract}' is not an Ethereum address, or its checksum is wrong");
        return contract;
    }
}
