using CrawlGate.X402;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>The facilitator for clients with keys: who may call how often, for whom gas is spent, and at what price.</summary>
internal sealed partial class ServedFacilitator : IDisposable
{
    /// <summary>The log category to filter by.</summary>
    public const string Category = "CrawlGate.Facilitator";

    /// <summary>The reason when the client's list does not have the payee.</summary>
    public const string PayToNotAllowed = "pay_to_not_allowed";

    private const string Scheme = "Bearer ";

    private readonly IFacilitator _facilitator;
    private readonly FacilitatorHealth _health;
    private readonly FacilitatorClient[] _clients;
    private readonly FailedAttempts _failures = new();
    private readonly BegunSettlements _begun = new();
    private readonly FacilitatorUsage _usage;
    private readonly ILogger _logger;

    public ServedFacilitator(FacilitatorServiceSettings settings, IFacilitator facilitator, FacilitatorHealth health, TimeProvider time, ILoggerFactory loggers)
    {
        _facilitator = facilitator;
        _health = health;
        _clients = [.. settings.Clients.Select(client => new FacilitatorClient(client))];
        _logger = loggers.CreateLogger(Category);
        _usage = new FacilitatorUsage(_clients.Select(client => client.Name), time, _logger);
    }

    public async Task VerifyAsync(HttpContext context)
    {
        if (await AdmitAsync(context) is not { } client || await FacilitatorWire.ReadAsync(context) is not { } request)
            return;

        var outcome = client.MaySettleFor(request.Requirements.PayTo)
            ? await VerifyAsync(request, context.RequestAborted)
            : new VerifyOutcome.Invalid(VerifyResponse.Invalid(PayToNotAllowed));
        if (outcome is VerifyOutcome.Unavailable(var detail, _))
            VerifyUnavailable(client.Name, detail);
        await FacilitatorWire.WriteAsync(context, outcome);
    }

    public async Task SettleAsync(HttpContext context)
    {
        if (await AdmitAsync(context) is not { } client || await FacilitatorWire.ReadAsync(context) is not { } request)
            return;

        if (_health.Refusal is { } trouble && !_begun.Contains(request.Payment))
        {
            _usage.Count(client.Name, FacilitatorUse.Refused);
            await FacilitatorWire.WriteUnavailableAsync(context, "Nothing was sent; the facilitator does not settle now.", trouble.RetryAfter, trouble.Code);
            return;
        }

        var outcome = client.MaySettleFor(request.Requirements.PayTo)
            ? await SettleAsync(request)
            : new SettleOutcome.Rejected(SettleResponse.Failed(PayToNotAllowed, FacilitatorWire.NetworkOf(request)));
        Record(client, request, outcome);
        await FacilitatorWire.WriteAsync(context, outcome, request);
    }

    public async Task SupportedAsync(HttpContext context) =>
        await FacilitatorWire.WriteAsync(context, await _facilitator.GetSupportedAsync(context.RequestAborted));

    public void Dispose()
    {
        _usage.Dispose();
        _failures.Dispose();
        foreach (var client in _clients)
            client.Dispose();
    }

    /// <summary>The client that calls, or nobody and an answer.</summary>
    private async Task<FacilitatorClient?> AdmitAsync(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (_failures.AreTooMany(address, out var retryAfter))
        {
            await WriteTooManyAsync(context, retryAfter);
            return null;
        }

        if (Find(context.Request) is not { } client)
        {
            _failures.Count(address);
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await FacilitatorWire.WriteErrorAsync(context, StatusCodes.Status401Unauthorized, "Unauthorized.");
            return null;
        }

        if (client.TryCount(out retryAfter))
            return client;

        _usage.Count(client.Name, FacilitatorUse.RateLimited);
        await WriteTooManyAsync(context, retryAfter);
        return null;
    }

    private static Task WriteTooManyAsync(HttpContext context, TimeSpan retryAfter) =>
        FacilitatorWire.WriteErrorAsync(context, StatusCodes.Status429TooManyRequests, "Too many requests.", "rate_limited", retryAfter);

    private FacilitatorClient? Find(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ Length: <= ApiKey.MaxLength } value] || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;

        // All of them, so that the time does not tell whose key came close.
        var digest = ApiKey.Digest(value[Scheme.Length..].Trim());
        FacilitatorClient? found = null;
        foreach (var client in _clients)
        {
            if (client.Has(digest))
                found = client;
        }

        return found;
    }

    private async Task<VerifyOutcome> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await _facilitator.VerifyAsync(request.Payment, request.Requirements, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _logger.VerificationThrew(exception);
            return new VerifyOutcome.Unavailable("The facilitator threw.");
        }
    }

    private async Task<SettleOutcome> SettleAsync(FacilitatorRequest request)
    {
        try
        {
            // The caller may hang up; what was begun is brought to its end all the same.
            return await _facilitator.SettleAsync(request.Payment, request.Requirements, CancellationToken.None);
        }
        catch (Exception exception)
        {
            _logger.SettlementThrew(exception);
            return new SettleOutcome.Unknown("The facilitator threw.");
        }
    }

    private void Record(FacilitatorClient client, FacilitatorRequest request, SettleOutcome outcome)
    {
        var use = outcome switch
        {
            SettleOutcome.Settled => FacilitatorUse.Settled,
            SettleOutcome.Unknown => FacilitatorUse.Unknown,
            _ => FacilitatorUse.Refused,
        };
        _usage.Count(client.Name, use);
        if (use is FacilitatorUse.Settled or FacilitatorUse.Unknown)
            _begun.Add(request.Payment);
        if (outcome is SettleOutcome.Unknown unknown)
            OutcomeUnknown(client.Name, unknown.Transaction, unknown.Detail);
        else if (outcome is SettleOutcome.Unavailable unavailable)
            SettleUnavailable(client.Name, unavailable.Detail);
        else if (outcome is SettleOutcome.Rejected(var rejected))
            Rejected(client.Name, rejected.ErrorReason, rejected.ErrorMessage);
    }

    [LoggerMessage(2, LogLevel.Error, "The outcome of a settlement for {Client} is unknown, transaction {Transaction}: {Detail}")]
    private partial void OutcomeUnknown(string client, string? transaction, string detail);

    [LoggerMessage(3, LogLevel.Warning, "A settlement for {Client} could not be sent: {Detail}")]
    private partial void SettleUnavailable(string client, string detail);

    [LoggerMessage(4, LogLevel.Warning, "A verification for {Client} could not be made: {Detail}")]
    private partial void VerifyUnavailable(string client, string detail);

    [LoggerMessage(5, LogLevel.Debug, "A settlement for {Client} was rejected: {Reason} ({Detail})")]
    private partial void Rejected(string client, string? reason, string? detail);
}
