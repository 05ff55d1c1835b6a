using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Asks for a price, which may depend on how much of the identity is proven, once what is free each day is used up.</summary>
internal sealed class ChargeAction(PaymentTerms terms, IReadOnlyDictionary<IdentityVerdict, PaymentTerms>? byIdentity = null, DailyAllowance? free = null) : RuleAction
{
    private readonly AccessOutcome.Charge[] _byIdentity =
        [.. Enum.GetValues<IdentityVerdict>().Order().Select(verdict => new AccessOutcome.Charge(byIdentity?.GetValueOrDefault(verdict) ?? terms))];

    public override AccessOutcome Decide(HttpContext context, RequestClassification who, bool isAmbiguous) =>
        free is not null && !isAmbiguous && free.TryTake(ClientKey.Of(context, who)) ? AccessOutcome.Allow.Instance : _byIdentity[(int)who.Identity];

    public override string? Limit => free is null ? null : string.Create(CultureInfo.InvariantCulture, $"the first {free.PerDay} requests of a client are free each day (UTC), then it is charged");

    public override RuleAction WithoutCounting() => free is null ? this : new FirstOfTheDay(new ChargeAction(terms, byIdentity));

    private sealed class FirstOfTheDay(ChargeAction further) : RuleAction
    {
        public override AccessOutcome Decide(HttpContext context, RequestClassification who, bool isAmbiguous) =>
            isAmbiguous ? further.Decide(context, who, isAmbiguous) : AccessOutcome.Allow.Instance;
    }
}
