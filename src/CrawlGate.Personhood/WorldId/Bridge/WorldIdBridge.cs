using System.Security.Cryptography;
using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// Speaks with wallets over World's bridge as IDKit does in a browser, so that a page needs no script: it shows a link and asks again
/// until the answer is there. The bridge carries envelopes that it cannot read.
/// </summary>
public sealed class WorldIdBridge : IDisposable
{
    private readonly string _baseUrl;
    private readonly bool _isDefault;
    private readonly BoundedHttp _http;

    /// <summary>Uses the bridge that the options name.</summary>
    /// <exception cref="ArgumentException">Its URL is not absolute http or https, or has a query or fragment.</exception>
    public WorldIdBridge(WorldIdBridgeOptions? options = null, TimeProvider? timeProvider = null)
    {
        options ??= new WorldIdBridgeOptions();
        _baseUrl = BoundedHttp.BaseOf(options.BaseUrl);
        _isDefault = options.BaseUrl == WorldIdBridgeOptions.DefaultBaseUrl;
        _http = new BoundedHttp(options.Timeout, options.MaxResponseBytes, timeProvider ?? TimeProvider.System);
    }

    /// <summary>Puts a question to the bridge.</summary>
    /// <returns>The open request; null with a sentence for operators when the bridge did not take it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<(WorldIdBridgeTicket? Ticket, string Fault)> CreateAsync(WorldIdBridgeRequest request, CancellationToken cancellationToken = default)
    {
        var key = RandomNumberGenerator.GetBytes(BridgeCipher.KeyLength);
        using var message = new HttpRequestMessage(HttpMethod.Post, _baseUrl + "/request");
        message.Content = BoundedHttp.Json(BridgeCipher.Seal(key, BridgeQuestion.Write(request)));
        var (status, body, fault) = await _http.SendAsync(message, cancellationToken);
        if (status is < 200 or >= 300)
            return (null, Fault(status, fault));

        return TryParse(body, out var members)
            && members.TryGetValue("request_id", out var value) && UntrustedJson.TryGetText(value, out var text) && Guid.TryParseExact(text, "D", out var id)
                ? (new WorldIdBridgeTicket(id, key, ConnectorUri(id, key, request)), "")
                : (null, "World ID's bridge answered without a request_id.");
    }

    /// <summary>An open request anew, from the parts of it that somebody kept.</summary>
    /// <param name="requestId">The bridge's name for it.</param>
    /// <param name="key">Its key.</param>
    /// <param name="request">What it asks for, exactly as it was created.</param>
    public WorldIdBridgeTicket Reopen(Guid requestId, ReadOnlyMemory<byte> key, WorldIdBridgeRequest request) =>
        new(requestId, key, ConnectorUri(requestId, key.Span, request));

    /// <summary>Asks once how far an open request has come.</summary>
    /// <param name="ticket">The open request.</param>
    /// <param name="request">What it asks for, exactly as it was created.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<WorldIdBridgeStatus> PollAsync(WorldIdBridgeTicket ticket, WorldIdBridgeRequest request, CancellationToken cancellationToken = default)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, $"{_baseUrl}/response/{ticket.RequestId:D}");
        var (status, body, fault) = await _http.SendAsync(message, cancellationToken);
        if (status == 404)
            return new WorldIdBridgeStatus.Failed("connection_failed");
        if (status is < 200 or >= 300)
            return new WorldIdBridgeStatus.Unavailable(Fault(status, fault));
        if (!TryParse(body, out var members) || !members.TryGetValue("status", out var state) || !UntrustedJson.TryGetText(state, out var stateText))
            return new WorldIdBridgeStatus.Unavailable("World ID's bridge answered without a status.");

        return stateText switch
        {
            "initialized" => new WorldIdBridgeStatus.Waiting(IsRetrieved: false),
            "retrieved" => new WorldIdBridgeStatus.Waiting(IsRetrieved: true),
            "completed" when members.TryGetValue("response", out var envelope) && BridgeCipher.TryOpen(ticket.Key.Span, envelope, out var text) =>
                BridgeAnswer.Read(text, request),
            _ => new WorldIdBridgeStatus.Failed("unexpected_response"),
        };
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private string ConnectorUri(Guid id, ReadOnlySpan<byte> key, WorldIdBridgeRequest request)
    {
        var site = request.Environment == WorldIdEnvironment.Production ? "world.org" : $"{request.Environment.ToWire()}.world.org";
        var returnTo = request.ReturnTo is { } url ? "&return_to=" + Uri.EscapeDataString(url.AbsoluteUri) : "";
        var bridge = _isDefault ? "" : "&b=" + Uri.EscapeDataString(_baseUrl);
        return $"https://{site}/verify?t=wld&i={id:D}&k={Uri.EscapeDataString(Convert.ToBase64String(key))}{returnTo}{bridge}";
    }

    private static bool TryParse(ReadOnlyMemory<byte> body, out Dictionary<string, JsonElement> members)
    {
        members = [];
        try
        {
            using var document = JsonDocument.Parse(body);
            return UntrustedJson.TryGetMembers(document.RootElement.Clone(), out members);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Fault(int status, string fault) =>
        status == 0 ? $"World ID's bridge gave no answer: {fault}." : $"World ID's bridge answered {FieldText.Invariant((ulong)status)}.";
}
