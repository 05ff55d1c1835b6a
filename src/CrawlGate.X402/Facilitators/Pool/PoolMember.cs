namespace CrawlGate.X402;

/// <summary>A facilitator of a pool, how it is and what it is known to settle.</summary>
internal sealed class PoolMember(IFacilitator facilitator, FacilitatorPoolOptions options, TimeProvider timeProvider)
{
    private readonly FacilitatorCircuit _circuit = new(options, timeProvider);
    private volatile SupportedResponse? _supported;

    /// <summary>Whether it settles such an offer, by what it last said; null when it has not said yet.</summary>
    public bool? Supports(PaymentRequirements requirements) =>
        _supported is not { } supported ? null : CaipNetwork.TryParse(requirements.Network, out var network) && supported.Supports(requirements.Scheme, network);

    public async Task<VerifyOutcome> VerifyAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken)
    {
        if (_circuit.Enter() is { } wait)
            return new VerifyOutcome.Unavailable("It is left alone for a while.", wait);

        try
        {
            var outcome = await facilitator.VerifyAsync(payment, requirements, cancellationToken);
            if (outcome is VerifyOutcome.Unavailable(_, var retryAfter))
                _circuit.Failed(retryAfter);
            else
                _circuit.Succeeded();
            return outcome;
        }
        catch (Exception exception)
        {
            Threw(exception, cancellationToken);
            throw;
        }
    }

    public async Task<SettleOutcome> SettleAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken)
    {
        if (_circuit.Enter() is { } wait)
            return new SettleOutcome.Unavailable("It is left alone for a while.", wait);

        try
        {
            var outcome = await facilitator.SettleAsync(payment, requirements, cancellationToken);
            if (outcome is SettleOutcome.Unavailable(_, var retryAfter))
                _circuit.Failed(retryAfter);
            else if (outcome is SettleOutcome.Unknown { Transaction: null })
                _circuit.Failed();
            else
                _circuit.Succeeded();
            return outcome;
        }
        catch (Exception exception)
        {
            Threw(exception, cancellationToken);
            throw;
        }
    }

    /// <summary>Asks what it settles, and keeps the last answer. A look at its health only <paramref name="unlessLeftAlone"/>.</summary>
    public async Task<SupportedResponse?> AskSupportedAsync(bool unlessLeftAlone, CancellationToken cancellationToken)
    {
        if (_circuit.Enter() is not null && unlessLeftAlone)
            return null;

        try
        {
            var supported = await facilitator.GetSupportedAsync(cancellationToken);
            if (supported is null)
                _circuit.Failed();
            else
                _circuit.Succeeded();
            _supported = supported ?? _supported;
            return supported;
        }
        catch (Exception exception)
        {
            Threw(exception, cancellationToken);
            throw;
        }
    }

    private void Threw(Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
            _circuit.Abandoned();
        else
            _circuit.Failed();
    }
}
