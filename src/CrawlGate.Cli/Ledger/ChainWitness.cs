using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Cli;

/// <summary>
/// Asks the chain about payments. What no node answers is asked once more after a pause; when many questions in a row stay without an
/// answer, the others are not asked any more, so that an audit of a long ledger ends.
/// </summary>
internal sealed class ChainWitness(IEthereumRpc rpc, TimeProvider time, TimeSpan? pause = null)
{
    private const int SilentInARow = 16;

    // A node that refuses requests is left alone for five seconds by the client.
    private readonly TimeSpan _pause = pause ?? TimeSpan.FromSeconds(6);

    // Most nodes search the whole chain for one account's one nonce; those that do not are asked for what they allow.
    private readonly ExactEvmChain _whole = new(rpc, new ExactEvmChainOptions { LogLookbackBlocks = ulong.MaxValue }, time);
    private readonly ExactEvmChain _recent = new(rpc, timeProvider: time);
    private int _silent;

    /// <summary>What a transaction proves.</summary>
    public Task<AuthorizationProof> ProveAsync(LedgerEntry entry, Bytes32 transaction, CancellationToken cancellationToken) => AskAsync(
        () => _whole.ProveAsync(AuthorizationOf(entry), entry.Key.Asset, transaction, cancellationToken),
        answer => answer is AuthorizationProof.Unavailable,
        () => new AuthorizationProof.Unavailable("the nodes stopped answering"),
        cancellationToken);

    /// <summary>What became of a payment's authorization.</summary>
    public Task<AuthorizationFate> FindFateAsync(LedgerEntry entry, CancellationToken cancellationToken) => AskAsync(
        async () => await _whole.FindFateAsync(AuthorizationOf(entry), entry.Key.Asset, cancellationToken) is var fate and not AuthorizationFate.Unavailable
            ? fate
            : await _recent.FindFateAsync(AuthorizationOf(entry), entry.Key.Asset, cancellationToken),
        answer => answer is AuthorizationFate.Unavailable,
        () => new AuthorizationFate.Unavailable("the nodes stopped answering"),
        cancellationToken);

    // Events hold the payer, the nonce, the payee and the amount; when the authorization was valid stands in none.
    private static Eip3009Authorization AuthorizationOf(LedgerEntry entry) => new(entry.Key.Payer, entry.PayTo, entry.Amount, default, default, entry.Key.Nonce);

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, Func<T, bool> isSilence, Func<T> giveUp, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _silent) >= SilentInARow)
            return giveUp();

        var answer = await ask();
        if (isSilence(answer))
        {
            await Task.Delay(_pause, time, cancellationToken);
            answer = await ask();
        }

        if (isSilence(answer))
            Interlocked.Increment(ref _silent);
        else
            Volatile.Write(ref _silent, 0);
        return answer;
    }
}
