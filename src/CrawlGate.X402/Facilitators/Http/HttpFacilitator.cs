using System.Text.Json;

namespace CrawlGate.X402;

/// <summary>
/// A facilitator elsewhere, over the facilitator HTTP interface. It is not believed further than its answers can be checked, and
/// once <c>/settle</c> was sent anything but a plain answer means that money may have moved.
/// </summary>
public sealed class HttpFacilitator : IFacilitator, IDisposable
{
    private readonly FacilitatorConnection _connection;
    private readonly HttpFacilitatorOptions _options;
    private readonly ResourceInfo _resourceV1;

    /// <summary>Uses the facilitator at a base URL, with or without a slash at its end.</summary>
    /// <exception cref="ArgumentException">The URL is not absolute http or https, or has a query or fragment.</exception>
    public HttpFacilitator(Uri baseUrl, HttpFacilitatorOptions? options = null, TimeProvider? timeProvider = null)
    {
        if (!baseUrl.IsAbsoluteUri || baseUrl.Scheme is not ("http" or "https") || baseUrl.Query.Length + baseUrl.Fragment.Length > 0)
            throw new ArgumentException("Expected an absolute http or https URL without query.", nameof(baseUrl));

        _options = options ?? new HttpFacilitatorOptions();
        _resourceV1 = new ResourceInfo { Url = (_options.ResourceUrl ?? baseUrl).AbsoluteUri };
        _connection = new FacilitatorConnection(baseUrl, _options.Authorize, timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public async Task<VerifyOutcome> VerifyAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default)
    {
        var body = FacilitatorRequest.Write(payment, requirements, _resourceV1);
        var answer = await _connection.SendAsync(HttpMethod.Post, "/verify", body, _options.VerifyTimeout, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (Read(answer, X402JsonContext.Default.VerifyResponse) is not { } response)
            return new VerifyOutcome.Unavailable(answer.Fault, answer.RetryAfter);
        if (!response.IsValid)
        {
            return new VerifyOutcome.Invalid(response with
            {
                InvalidReason = ReasonCode.Of(response.InvalidReason, X402Errors.UnexpectedVerifyError),
                InvalidMessage = response.InvalidMessage is { } message ? LogText.Clean(message) : null,
                Payer = ReasonCode.Of(response.Payer, "") is { Length: > 0 } payer ? payer : null,
            });
        }

        return answer.Succeeded && SettleAnswer.IsPayer(response.Payer, payment, mayBeAbsent: true)
            ? new VerifyOutcome.Valid(response)
            : new VerifyOutcome.Unavailable($"Valid, but for another payer or with a failure status. {answer.Fault}", answer.RetryAfter);
    }

    /// <inheritdoc/>
    public async Task<SettleOutcome> SettleAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default)
    {
        var body = FacilitatorRequest.Write(payment, requirements, _resourceV1);
        var (first, isPending) = await SettleOnceAsync(body, payment, requirements, cancellationToken);
        if (!isPending || first is not SettleOutcome.Unknown { Transaction: { } transaction })
            return first;

        // The facilitator says that it broadcast and did not see the end: asking exactly once more is agreed upon.
        return (await SettleOnceAsync(body, payment, requirements, cancellationToken)).Outcome switch
        {
            SettleOutcome.Unknown unknown => unknown with { Transaction = unknown.Transaction ?? transaction },
            SettleOutcome.Unavailable unavailable => new SettleOutcome.Unknown(unavailable.Detail, transaction),
            var second => second,
        };
    }

    /// <inheritdoc/>
    public async Task<SupportedResponse?> GetSupportedAsync(CancellationToken cancellationToken = default)
    {
        var answer = await _connection.SendAsync(HttpMethod.Get, "/supported", null, _options.VerifyTimeout, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var supported = answer.Succeeded ? Read(answer, X402JsonContext.Default.SupportedResponse) : null;
        return supported is { Kinds: not null } && supported.Kinds.All(kind => kind is { Scheme: not null, Network: not null }) ? supported : null;
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _connection.Dispose();

    private async Task<(SettleOutcome Outcome, bool IsPending)> SettleOnceAsync(
        byte[] body, PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken)
    {
        var answer = await _connection.SendAsync(HttpMethod.Post, "/settle", body, _options.SettleTimeout, cancellationToken);
        if (answer.NotSent)
            return (new SettleOutcome.Unavailable(answer.Fault), false);

        return Read(answer, X402JsonContext.Default.SettleResponse) is { } response
            ? (SettleAnswer.Judge(response, answer, payment, requirements), response is { Success: false, ErrorReason: X402Errors.SettlementPending })
            : (new SettleOutcome.Unknown(answer.Fault), false);
    }

    private static T? Read<T>(FacilitatorAnswer answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return answer.Body?.Deserialize(type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
