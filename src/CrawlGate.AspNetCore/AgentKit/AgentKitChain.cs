using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>
/// The nodes that know the book of agents. Anybody can sign something that they have to be asked about, so only so many questions are under way, few wait,
/// and for all others there is no answer.
/// </summary>
internal sealed class AgentKitChain : IEthereumRpc, IDisposable
{
    /// <summary>How many questions are under way together.</summary>
    internal const int MaxAtOnce = 16;

    private readonly AgentKitSettings _settings;
    private readonly EthereumRpcClient? _nodes;
    private readonly ProofLimiter _limiter = new(MaxAtOnce);

    public AgentKitChain(AgentKitSettings settings, TimeProvider time)
    {
        _settings = settings;
        _nodes = settings.IsConfigured ? new EthereumRpcClient(settings.Rpc, timeProvider: time) : null;
    }

    /// <summary>A node of a chain; null for every chain but the book's.</summary>
    public IEthereumRpc? Find(ulong chainId) => _nodes is not null && chainId == _settings.ChainId ? this : null;

    public async Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default)
    {
        if (!await _limiter.TryEnterAsync(cancellationToken))
            throw new EthereumRpcUnavailableException("Too many questions about agents are under way.") { PossiblyDelivered = false };

        try
        {
            return await _nodes!.RequestAsync(method, parameters, cancellationToken);
        }
        finally
        {
            _limiter.Leave();
        }
    }

    public void Dispose()
    {
        _nodes?.Dispose();
        _limiter.Dispose();
    }
}
