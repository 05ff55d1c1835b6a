namespace CrawlGate.X402;

/// <summary>
/// Several facilitators in order of preference. Verification moves on from one that is in trouble or does not settle such offers; a
/// payment is settled by the one that verified it, and once it may have been sent to somebody it is never sent to another, because a
/// second one could settle what the first is still settling.
/// </summary>
public sealed class FacilitatorPool : IFacilitator
{
    private readonly FacilitatorPoolOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly PoolMember[] _members;
    private readonly SettlerMemory _memory;

    /// <summary>A pool of these facilitators. Without <see cref="WatchAsync"/> it learns of their health from payments alone.</summary>
    public FacilitatorPool(IReadOnlyList<IFacilitator> members, FacilitatorPoolOptions? options = null, TimeProvider? timeProvider = null)
    {
        _options = options ?? new FacilitatorPoolOptions();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _members = [.. members.Select(member => new PoolMember(member, _options, _timeProvider))];
        _memory = new SettlerMemory(_options.MaxRemembered, _timeProvider);
    }

    /// <inheritdoc/>
    public async Task<VerifyOutcome> VerifyAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default)
    {
        var identity = PaymentIdentity.Of(payment, requirements);
        if (_memory.SentTo(identity) is { } settler)
            return await settler.VerifyAsync(payment, requirements, cancellationToken);

        var detail = "No facilitator settles such an offer.";
        TimeSpan? retryAfter = null;
        foreach (var member in _members)
        {
            if (member.Supports(requirements) is false)
                continue;

            var outcome = await member.VerifyAsync(payment, requirements, cancellationToken);
            if (outcome is not VerifyOutcome.Unavailable unavailable)
            {
                if (outcome is VerifyOutcome.Valid)
                    _memory.Verified(identity, member);
                return outcome;
            }

            detail = unavailable.Detail;
            retryAfter = retryAfter < unavailable.RetryAfter ? retryAfter : unavailable.RetryAfter ?? retryAfter;
        }

        return new VerifyOutcome.Unavailable(detail, retryAfter);
    }

    /// <summary>
    /// Settles at the facilitator that verified the payment or may have been sent it before. When the pool knows of neither, as after a
    /// restart or where nothing is verified first, that is the first one in order of preference that settles such offers, however it is.
    /// </summary>
    public async Task<SettleOutcome> SettleAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default)
    {
        var identity = PaymentIdentity.Of(payment, requirements);
        if ((_memory.Find(identity) ?? await FindPreferredAsync(requirements, cancellationToken)) is not { } candidate)
            return new SettleOutcome.Unavailable("It is not known which facilitator settles such an offer.");
        if (_memory.Begin(identity, candidate) is not { } settler)
            return new SettleOutcome.Unavailable("Too many settlements are under way or of unknown outcome.");

        SettleOutcome? outcome = null;
        try
        {
            return outcome = await settler.SettleAsync(payment, requirements, cancellationToken);
        }
        finally
        {
            _memory.End(identity, wasReceived: outcome is not SettleOutcome.Unavailable, isOver: outcome is SettleOutcome.Settled or SettleOutcome.Rejected);
        }
    }

    /// <summary>What any of them supports.</summary>
    public async Task<SupportedResponse?> GetSupportedAsync(CancellationToken cancellationToken = default)
    {
        var answers = await Task.WhenAll(_members.Select(member => member.AskSupportedAsync(unlessLeftAlone: false, cancellationToken)));
        var readable = answers.OfType<SupportedResponse>().ToArray();
        return readable.Length == 0 ? null : new SupportedResponse { Kinds = [.. readable.SelectMany(answer => answer.Kinds)] };
    }

    /// <summary>
    /// Asks every facilitator for <c>/supported</c> again and again, so that one that is gone, came back or settles other offers than
    /// before is known before a buyer has to wait for it. Ends when it is cancelled.
    /// </summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_options.WatchInterval, _timeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            await Task.WhenAll(_members.Select(member => member.AskSupportedAsync(unlessLeftAlone: true, cancellationToken)));
    }

    /// <summary>Null when somebody before could be the one and does not say.</summary>
    private async Task<PoolMember?> FindPreferredAsync(PaymentRequirements requirements, CancellationToken cancellationToken)
    {
        if (_members.Length == 1)
            return _members[0];

        foreach (var member in _members)
        {
            if (member.Supports(requirements) is null)
                await member.AskSupportedAsync(unlessLeftAlone: true, cancellationToken);
            if (member.Supports(requirements) is not false)
                return member.Supports(requirements) is true ? member : null;
        }

        return null;
    }
}
