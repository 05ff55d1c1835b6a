using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>What all prices have in common.</summary>
internal sealed record SellingTerms(ExposureLimits Limits, TimeSpan SettleAfter, TimeSpan RetryWindow, PaymentIdentifierRule Identifiers)
{
    private const int MicroDecimals = 6;

    public static SellingTerms Read(CrawlGateOptions options, SettingErrors errors)
    {
        const string Deferred = nameof(options.Deferred);
        if (options.RetryWindowSeconds is < 0 or > 86400)
            errors.Add(nameof(options.RetryWindowSeconds), "must be between 0 and 86400 seconds");
        if (options.Deferred.SettleAfterSeconds is < 1 or > 60)
            errors.Add($"{Deferred}:{nameof(options.Deferred.SettleAfterSeconds)}", "must be between 1 and 60 seconds");
        if (!SettingName.TryParse<PaymentIdentifierRule>(options.PaymentIdentifier, out var identifiers))
            errors.Add(nameof(options.PaymentIdentifier), $"'{options.PaymentIdentifier}' is none of {SettingName.List<PaymentIdentifierRule>()}");

        var perPayer = Micros($"{Deferred}:{nameof(options.Deferred.PerPayer)}", options.Deferred.PerPayer, errors);
        var total = Micros($"{Deferred}:{nameof(options.Deferred.Total)}", options.Deferred.Total, errors);
        if (perPayer > total)
            errors.Add($"{Deferred}:{nameof(options.Deferred.Total)}", "must not be less than what one payer may have open");
        return new SellingTerms(
            new ExposureLimits(perPayer, total), TimeSpan.FromSeconds(options.Deferred.SettleAfterSeconds), TimeSpan.FromSeconds(options.RetryWindowSeconds), identifiers);
    }

    private static long Micros(string key, string dollars, SettingErrors errors)
    {
        if (DollarPrice.TryParse(dollars, MicroDecimals, out var micros) && micros.TryGetUInt64(out var number) && number <= long.MaxValue / 4)
            return (long)number;

        errors.Add(key, $"'{dollars}' is not an amount in dollars, like $0.10");
        return 0;
    }
}
