using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace CrawlGate.AspNetCore;

/// <summary>
/// The keys of the weeks that are not over, the same at all gateways that share the store. They are made when they are first needed and
/// destroyed with their week: from then on nobody, not even the operator, can tell whose the passes and budgets were.
/// </summary>
internal sealed class EpochKeys(IEphemeralStore store, TimeProvider time) : IEphemeralMemory
{
    private const int SecretLength = 32;

    /// <summary>How long the answer that there is no key, or none to be had, holds.</summary>
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(2);

    /// <summary>How long after its end a key stays in memory for those who were using it just then.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(int Epoch, bool IsMade), Lookup> _lookups = [];
    private volatile EpochKey[] _keys = [];

    /// <summary>The keys for new challenges and passes.</summary>
    /// <exception cref="LedgerUnavailableException">They are not known yet and the store does not answer.</exception>
    public ValueTask<EpochKey> IssuingAsync(CancellationToken cancellationToken)
    {
        var epoch = Epochs.Issuing(time.GetUtcNow());
        return TryGet(epoch, out var key) ? new(key) : new(LookUp(epoch, isMade: true).WaitAsync(cancellationToken)!);
    }

    /// <summary>The keys of a week, if this process knows them and the week is not over. Asks nobody and allocates nothing.</summary>
    public bool TryGet(int epoch, [MaybeNullWhen(false)] out EpochKey key)
    {
        foreach (var known in _keys)
        {
            if (known.Epoch == epoch && time.GetUtcNow() < known.Ends)
            {
                key = known;
                return true;
            }
        }

        key = null;
        return false;
    }

    /// <summary>The keys of a week; null when it is over, or nothing was ever made with its keys.</summary>
    /// <exception cref="LedgerUnavailableException">They are not known here and the store does not answer.</exception>
    public ValueTask<EpochKey?> FindAsync(int epoch, CancellationToken cancellationToken)
    {
        if (TryGet(epoch, out var key))
            return new(key);

        // Whatever number somebody makes up, there are two weeks to be asked about: this one and the next.
        var current = Epochs.At(time.GetUtcNow());
        return epoch == current || epoch == current + 1 ? new(LookUp(epoch, isMade: false).WaitAsync(cancellationToken)) : new((EpochKey?)null);
    }

    /// <summary>Destroys the keys of weeks that are over.</summary>
    public ValueTask TidyAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var over = _keys.Where(key => key.Ends + Grace <= now).ToArray();
            _keys = [.. _keys.Except(over)];
            foreach (var key in over)
                key.Destroy();
            foreach (var lookup in _lookups.Keys.Where(lookup => Epochs.EndOf(lookup.Epoch) <= now).ToArray())
                _lookups.Remove(lookup);
        }

        return default;
    }

    // All who wait share one question, and for a moment its answer.
    private Task<EpochKey?> LookUp(int epoch, bool isMade)
    {
        lock (_lock)
        {
            if (TryGet(epoch, out var known))
                return Task.FromResult<EpochKey?>(known);

            var now = time.GetUtcNow();
            if (_lookups.TryGetValue((epoch, isMade), out var lookup) && (!lookup.Answer.IsCompleted || (now - lookup.At).Duration() < Brief))
                return lookup.Answer;

            var answer = Task.Run(() => AskAsync(epoch, isMade), CancellationToken.None);
            _lookups[(epoch, isMade)] = new Lookup(answer, now);
            return answer;
        }
    }

    private async Task<EpochKey?> AskAsync(int epoch, bool isMade)
    {
        var name = $"epoch:{epoch}";
        var secret = await store.ReadAsync(name);
        if (secret is null && isMade)
        {
            var mine = RandomNumberGenerator.GetBytes(SecretLength);
            if (await store.TryAddAsync(name, mine, Epochs.EndOf(epoch)))
                return Keep(epoch, mine);

            // Another gateway was faster.
            CryptographicOperations.ZeroMemory(mine);
            secret = await store.ReadAsync(name) ?? throw new LedgerUnavailableException($"The key of the week {Epochs.Name(epoch)} was destroyed just now.");
        }

        return secret is null ? null : Keep(epoch, secret);
    }

    private EpochKey Keep(int epoch, byte[] secret)
    {
        if (secret.Length != SecretLength)
            throw new LedgerUnavailableException($"The key of the week {Epochs.Name(epoch)} is not one: it has {secret.Length} bytes.");

        lock (_lock)
        {
            // A question to find it and one to make it may have been under way together.
            var key = _keys.FirstOrDefault(known => known.Epoch == epoch);
            if (key is null)
            {
                key = new EpochKey(epoch, secret);
                _keys = [.. _keys, key];

                // What was not there a moment ago is there now.
                _lookups.Remove((epoch, IsMade: false));
            }

            CryptographicOperations.ZeroMemory(secret);
            return key;
        }
    }

    private readonly record struct Lookup(Task<EpochKey?> Answer, DateTimeOffset At);
}
