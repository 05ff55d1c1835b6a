using System.Text.RegularExpressions;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.AspNetCore;

/// <summary>The question that decides about a wallet: a known one, or one of the operator's own.</summary>
internal static partial class WalletRules
{
    private const string IsTrue = "true";
    private const string IsAfterNow = "after-now";
    private const string IsNotZero = "not-zero";

    /// <summary>The known ones. Each takes a chain, 0 for its usual one, and throws for one on which it is not known.</summary>
    private static readonly Dictionary<string, Func<ulong, WalletRule>> Presets = new(StringComparer.OrdinalIgnoreCase)
    {
        ["human-passport"] = chain => chain == 0 ? KnownWalletRules.HumanPassport() : KnownWalletRules.HumanPassport(chain),
        ["proof-of-humanity"] = chain => chain == 0 ? KnownWalletRules.ProofOfHumanity() : KnownWalletRules.ProofOfHumanity(chain),
        ["world-address-book"] = chain => OnlyOn(KnownWalletRules.WorldAddressBook, chain),
        ["coinbase"] = chain => OnlyOn(KnownWalletRules.CoinbaseVerifiedAccount, chain),
    };

    public static void CheckPreset(WalletOptions options, SettingErrors errors)
    {
        if (!Presets.TryGetValue(options.Preset!, out var preset))
        {
            errors.Add(nameof(options.Preset), $"'{options.Preset}' is none of {string.Join(", ", Presets.Keys)}");
        }
        else
        {
            try
            {
                _ = preset(options.ChainId);
            }
            catch (ArgumentOutOfRangeException)
            {
                errors.Add(nameof(options.ChainId), $"'{options.Preset}' is not known on chain {options.ChainId}");
            }
        }

        Without(nameof(options.Contract), options.Contract is not null);
        Without(nameof(options.Function), options.Function is not null);
        Without(nameof(options.Rule), options.Rule is not null);
        Without(nameof(options.RevertMeansNo), options.RevertMeansNo);

        void Without(string key, bool isSet)
        {
            if (isSet)
                errors.Add(key, "is for sources without a Preset");
        }
    }

    public static void CheckOwn(WalletOptions options, SettingErrors errors)
    {
        if (options.ChainId == 0)
            errors.Add(nameof(options.ChainId), "is missing: the number of the contract's chain");
        if (errors.Require(nameof(options.Contract), options.Contract, "the contract that is asked, or set a Preset")
            && (!Address.TryParse(options.Contract, out var contract) || contract.IsZero))
        {
            errors.Add(nameof(options.Contract), $"'{options.Contract}' is not an Ethereum address, or its checksum is wrong");
        }

        if (errors.Require(nameof(options.Function), options.Function, "the function that is asked, like isHuman(address)") && !Signature().IsMatch(options.Function))
            errors.Add(nameof(options.Function), $"'{options.Function}' is not a function with one address as its argument, like isHuman(address)");
        if (errors.Require(nameof(options.Rule), options.Rule, $"when it means yes: {IsTrue}, {IsAfterNow}, {IsNotZero} or a least number") && !TryReadCondition(options.Rule, out _, out _))
            errors.Add(nameof(options.Rule), $"'{options.Rule}' is none of {IsTrue}, {IsAfterNow}, {IsNotZero}, and no number above 0");
    }

    /// <summary>The rule of settings that were checked.</summary>
    public static WalletRule Read(string name, WalletOptions options)
    {
        if (options.Preset is { } preset)
            return Presets[preset](options.ChainId);

        TryReadCondition(options.Rule!, out var condition, out var minimum);
        return new ContractReadRule(name, options.ChainId, WalletCall.Of(Address.Parse(options.Contract!), options.Function!), condition)
        {
            Minimum = minimum,
            RevertMeansNo = options.RevertMeansNo,
        };
    }

    private static bool TryReadCondition(string text, out WalletCondition condition, out UInt256 minimum)
    {
        minimum = default;
        condition = text.ToLowerInvariant() switch
        {
            IsTrue => WalletCondition.True,
            IsAfterNow => WalletCondition.LaterThanNow,
            IsNotZero => WalletCondition.NotZero,
            _ => WalletCondition.AtLeast,
        };
        return condition != WalletCondition.AtLeast || (FieldNumber.TryParse(text, out minimum) && !minimum.IsZero);
    }

    private static WalletRule OnlyOn(WalletRule rule, ulong chain) =>
        chain == 0 || chain == rule.ChainId ? rule : throw new ArgumentOutOfRangeException(nameof(chain));

    [GeneratedRegex(@"^[A-Za-z_$][A-Za-z0-9_$]{0,99}\(address\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Signature();
}
