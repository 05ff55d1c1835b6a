using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>Turns the facilitator service's options into settings, or into everything that is wrong with them.</summary>
internal static class FacilitatorServiceCompiler
{
    private const int MaxPathLength = 100;
    private const int MaxNameLength = 100;
    private const int MaxRequestsPerMinute = 1_000_000;
    private const decimal MostGwei = 1_000_000;
    private const decimal MostEther = 1_000_000;
    private const int GweiDecimals = 9;
    private const int EtherDecimals = 18;

    private static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("/-._~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Checks and compiles; what comes back is to be used only when nothing was added to the errors.</summary>
    public static FacilitatorServiceSettings Compile(FacilitatorOptions facilitator, SettingErrors errors)
    {
        if (facilitator.Serve is not { Enabled: true } options)
            return FacilitatorServiceSettings.Disabled;

        var found = errors.Below($"{nameof(CrawlGateOptions.Facilitator)}:{nameof(facilitator.Serve)}");
        if (facilitator.Local is null)
            found.Add(nameof(options.Enabled), "needs Facilitator:Local: only what settles here can be served");
        if (!IsPath(options.Path))
            found.Add(nameof(options.Path), $"'{options.Path}' is not a path of its own like /x402: letters, digits and -._~ between slashes, none at the end");

        var maxFee = ReadMaxFee(options, found);
        var minBalance = ReadMinBalance(options, found);
        if (options.Clients.Count == 0)
            found.Add(nameof(options.Clients), "is missing: who may settle here, each with a key");
        var clients = options.Clients.Select((client, i) => ReadClient(client, found.Below($"{nameof(options.Clients)}:{i}"))).ToArray();
        FindDoubles(clients, found);
        return new FacilitatorServiceSettings(true, options.Path, [.. clients.OfType<FacilitatorClientSettings>()], maxFee, minBalance);
    }

    private static bool IsPath(string path) =>
        path is ['/', not '/', ..] && path.Length <= MaxPathLength && !path.AsSpan().ContainsAnyExcept(PathCharacters)
        && path[1..].Split('/').All(segment => segment is not ("" or "." or ".."));

    private static UInt256? ReadMaxFee(FacilitatorServiceOptions options, SettingErrors errors)
    {
        if (options.MaxFeeGwei is not { } gwei)
            return null;
        if (gwei is > 0 and <= MostGwei && gwei.Scale <= GweiDecimals)
            return Scaled(gwei, GweiDecimals);

        errors.Add(nameof(options.MaxFeeGwei), string.Create(CultureInfo.InvariantCulture, $"must be above 0 and at most {MostGwei}, with at most {GweiDecimals} decimals"));
        return null;
    }

    private static UInt256? ReadMinBalance(FacilitatorServiceOptions options, SettingErrors errors)
    {
        if (options.MinSignerBalance is not { } text)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ether) && ether is > 0 and <= MostEther && ether.Scale <= EtherDecimals)
            return Scaled(ether, EtherDecimals);

        errors.Add(nameof(options.MinSignerBalance), $"'{text}' is not an amount of ether like 0.05");
        return null;
    }

    private static FacilitatorClientSettings? ReadClient(FacilitatorClientOptions options, SettingErrors errors)
    {
        var named = errors.Require(nameof(options.Name), options.Name, "what logs call this client");
        if (named && (options.Name!.Length > MaxNameLength || options.Name.Any(char.IsControl)))
            errors.Add(nameof(options.Name), $"must have at most {MaxNameLength} characters and no control characters");
        if (options.RequestsPerMinute is < 1 or > MaxRequestsPerMinute)
            errors.Add(nameof(options.RequestsPerMinute), $"must be between 1 and {MaxRequestsPerMinute}");

        ApiKey? key = null;
        if (options.KeyFile is not null == options.KeyVariable is not null)
            errors.Add(nameof(options.KeyFile), "set either KeyFile or KeyVariable");
        else if (!ApiKey.TryLoad(options, out key, out var setting, out var error))
            errors.Add(setting, error);

        var payTo = ReadPayTo(options, errors);
        return named && key is not null ? new FacilitatorClientSettings(options.Name!, key, payTo, options.RequestsPerMinute) : null;
    }

    private static FrozenSet<Address>? ReadPayTo(FacilitatorClientOptions options, SettingErrors errors)
    {
        if (options.PayTo.Count == 0 && !options.AnyPayTo)
            errors.Add(nameof(options.PayTo), "is missing: the addresses that are paid, or AnyPayTo: true to spend gas for anybody");
        if (options.PayTo.Count > 0 && options.AnyPayTo)
            errors.Add(nameof(options.AnyPayTo), "contradicts PayTo; leave one of them out");

        var addresses = new List<Address>();
        foreach (var (i, text) in options.PayTo.Index())
        {
            if (Address.TryParse(text, out var address) && !address.IsZero)
                addresses.Add(address);
            else
                errors.Add($"{nameof(options.PayTo)}:{i}", $"'{text}' is not an Ethereum address, or its checksum is wrong");
        }

        return options.AnyPayTo ? null : addresses.ToFrozenSet();
    }

    private static void FindDoubles(FacilitatorClientSettings?[] clients, SettingErrors errors)
    {
        for (var i = 1; i < clients.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (clients[i] is not { } later || clients[j] is not { } earlier)
                    continue;

                var path = $"{nameof(FacilitatorServiceOptions.Clients)}:{i}";
                if (later.Name.Equals(earlier.Name, StringComparison.OrdinalIgnoreCase))
                    errors.Add($"{path}:{nameof(later.Name)}", $"'{later.Name}' is another client's name too");
                if (later.Key.IsSameAs(earlier.Key))
                    errors.Add(path, $"has the same key as '{earlier.Name}'; give each client its own");
            }
        }
    }

    private static UInt256 Scaled(decimal amount, int decimals) =>
        UInt256.FromBigInteger(new BigInteger(amount * (decimal)BigInteger.Pow(10, decimals)));
}
