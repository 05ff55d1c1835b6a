using System.Collections.Concurrent;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// The register of agents with a human behind them. What it says is weak in two ways: whoever has a World ID can register any agent's
/// address without the agent's consent, and as many as he likes. So count by human, never by agent.
/// </summary>
/// <param name="chains">A node of a chain by its EIP-155 id; null for chains without one.</param>
/// <param name="options">Where agents are registered.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class AgentBook(Func<ulong, IEthereumRpc?> chains, AgentBookOptions? options = null, TimeProvider? timeProvider = null)
{
    private const string LookupHuman = "lookupHuman(address)";

    private readonly AgentBookOptions _options = options ?? new();
    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;
    private readonly ConcurrentDictionary<(ulong Chain, Address Agent), (UInt256 Human, long Read)> _answers = new();

    /// <summary>The human behind an agent that signed for a chain; zero for nobody, null when the register gave no answer.</summary>
    public async Task<UInt256?> FindHumanAsync(Address agent, ulong signedChain, CancellationToken cancellationToken = default)
    {
        var chain = _options.OnlyChain ?? (_options.Contracts.ContainsKey(signedChain) ? signedChain : _options.DefaultChain);
        if (_answers.TryGetValue((chain, agent), out var known) && _timeProvider.GetElapsedTime(known.Read) < _options.CacheLifetime)
            return known.Human;
        if (!_options.Contracts.TryGetValue(chain, out var contract) || chains(chain) is not { } rpc)
            return null;

        try
        {
            var read = _timeProvider.GetTimestamp();
            var answer = await rpc.CallAsync(contract, AbiWriter.Call(LookupHuman).Add(agent).ToArray(), cancellationToken: cancellationToken);
            // No code at the address answers nothing, which is not "nobody".
            if (answer.Length != Bytes32.Length)
                return null;

            if (_answers.Count >= _options.CacheCapacity)
                _answers.Clear();
            var human = new UInt256(answer);
            _answers[(chain, agent)] = (human, read);
            return human;
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return null;
        }
    }
}
