using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Turns the rules of one policy into what decides, or into the list of everything that is wrong with them.</summary>
internal sealed class RuleCompiler(SettingErrors errors, TermsCompiler terms, Sale sale, TimeProvider time, bool canChallenge)
{
    private const int MaxNameLength = 100;

    public IReadOnlyList<AccessRule> Compile(IReadOnlyList<RuleOptions> rules, string path) =>
        [.. rules.Select((rule, index) => CompileOne(rule ?? new RuleOptions(), index, $"{path}:{index}"))];

    private AccessRule CompileOne(RuleOptions rule, int index, string path)
    {
        var name = rule.Name ?? $"rule {index + 1}";
        if (name.Length > MaxNameLength || name.Any(char.IsControl) || string.IsNullOrWhiteSpace(name))
            errors.Add($"{path}:{nameof(rule.Name)}", $"must be 1 to {MaxNameLength} characters in one line");

        RuleActionName? action = null;
        if (errors.Require($"{path}:{nameof(rule.Action)}", rule.Action, $"one of {SettingName.List<RuleActionName>()}"))
        {
            if (SettingName.TryParse<RuleActionName>(rule.Action, out var known))
                action = known;
            else
                errors.Add($"{path}:{nameof(rule.Action)}", $"'{rule.Action}' is none of {SettingName.List<RuleActionName>()}");
        }

        var isRefusal = action is not (null or RuleActionName.Allow) && !rule.OverrideFreePaths;
        var condition = new ConditionCompiler(errors, $"{path}:{nameof(rule.When)}").Compile(rule.When ?? new RuleConditionOptions(), isRefusal);
        return new AccessRule(name, condition, action is { } named ? CompileAction(named, rule, path) : AllowAction.Instance, rule.OverrideFreePaths);
    }

    private RuleAction CompileAction(RuleActionName action, RuleOptions rule, string path)
    {
        OnlyFor(RuleActionName.Charge, nameof(rule.Price), rule.Price is not null);
        OnlyFor(RuleActionName.Charge, nameof(rule.Prices), rule.Prices.Count > 0);
        OnlyFor(RuleActionName.Charge, nameof(rule.FreePerDay), rule.FreePerDay is not null);
        OnlyFor(RuleActionName.Block, nameof(rule.Status), rule.Status is not null);
        OnlyFor(RuleActionName.Block, nameof(rule.Body), rule.Body is not null);
        OnlyFor(RuleActionName.Ratelimit, nameof(rule.PerMinute), rule.PerMinute is not null);
        return action switch
        {
            RuleActionName.Charge => CompileCharge(rule, path),
            RuleActionName.Block => CompileBlock(rule, path),
            RuleActionName.Challenge => CompileChallenge(path),
            RuleActionName.Ratelimit => CompileRateLimit(rule, path),
            _ => AllowAction.Instance,
        };

        void OnlyFor(RuleActionName needed, string key, bool isSet)
        {
            if (isSet && action != needed)
                errors.Add($"{path}:{key}", $"is for rules whose action is {SettingName.Of(needed)}");
        }
    }

    private RuleAction CompileCharge(RuleOptions rule, string path)
    {
        var price = rule.Price is null ? terms.For(sale) : TermsOf($"{path}:{nameof(rule.Price)}", rule.Price);
        var byIdentity = new Dictionary<IdentityVerdict, PaymentTerms>();
        foreach (var (name, text) in rule.Prices)
        {
            var key = $"{path}:{nameof(rule.Prices)}:{name}";
            if (!SettingName.TryParse<IdentityVerdict>(name, out var verdict))
                errors.Add(key, $"'{name}' is none of {SettingName.List<IdentityVerdict>()}");
            else if (TermsOf(key, text) is { } found)
                byIdentity[verdict] = found;
        }

        if (rule.FreePerDay is <= 0)
            errors.Add($"{path}:{nameof(rule.FreePerDay)}", "must be at least 1; leave it out when nothing is free");

        // There are no terms once there are errors, and then nothing that is compiled here is used.
        return price is null ? AllowAction.Instance : new ChargeAction(price, byIdentity, rule.FreePerDay is > 0 and var free ? new DailyAllowance(free, time) : null);

        PaymentTerms? TermsOf(string key, string? text)
        {
            terms.Parse(key, text, out var amount);
            return terms.For(sale with { Amount = amount });
        }
    }

    private FixedAction CompileBlock(RuleOptions rule, string path)
    {
        var status = rule.Status ?? StatusCodes.Status403Forbidden;
        if (status is < 400 or > 499 or StatusCodes.Status402PaymentRequired)
            errors.Add($"{path}:{nameof(rule.Status)}", "must be between 400 and 499, and not 402, which is for rules that charge");
        return new FixedAction(new AccessOutcome.Block(status, rule.Body));
    }

    private FixedAction CompileChallenge(string path)
    {
        if (!canChallenge)
            errors.Add($"{path}:{nameof(RuleOptions.Action)}", "no proof of personhood is configured or wanted here, so there is nothing to challenge with");
        return new FixedAction(new AccessOutcome.Challenge());
    }

    private RuleAction CompileRateLimit(RuleOptions rule, string path)
    {
        if (rule.PerMinute is > 0 and var perMinute)
            return new RateLimitAction(perMinute);

        errors.Add($"{path}:{nameof(rule.PerMinute)}", rule.PerMinute is null ? "is missing: how many requests of a client pass in a minute" : "must be at least 1");
        return AllowAction.Instance;
    }
}
