using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

internal sealed partial class RedisPaymentLedger
{
    /// <inheritdoc/>
    public ValueTask<ClaimOutcome> ClaimAsync(PaymentClaim claim, CancellationToken cancellationToken = default)
    {
        var mine = LedgerRules.Open(claim, Owner, Now);
        return InsertAsync(claim, mine, RedisEntryCodec.Encode(mine, NextStamp()), cancellationToken);
    }

    /// <summary>The way of nearly all claims, so it takes one round trip and pooled memory.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ClaimOutcome> InsertAsync(PaymentClaim claim, LedgerEntry mine, byte[] value, CancellationToken cancellationToken)
    {
        var payment = RedisKeys.Payment(claim.Key);
        ClaimOutcome? outcome;
        try
        {
            // A payment that was there is in the index too, and adding it again changes nothing.
            _index.Add(payment, Score(mine.OpenedAt));
            if (claim.Identifier is not null)
                outcome = await InsertNamedAsync(mine, payment, value, cancellationToken);
            else
                outcome = await _store.AskAsync((Key: _keys.Entry(payment), value, Lifetime: Lifetime(mine)), SetIfAbsent, cancellationToken) ? new ClaimOutcome.Claimed(mine) : null;
        }
        catch (LedgerUnavailableException)
        {
            _lost.Add(null, mine, value, Now);
            throw;
        }

        return outcome ?? await ClaimHeldAsync(claim, payment, cancellationToken);
    }

    private static readonly Func<IDatabase, (RedisKey Key, byte[] Value, TimeSpan? Lifetime), Task<bool>> SetIfAbsent =
        static (database, call) => database.StringSetAsync(call.Key, call.Value, call.Lifetime, When.NotExists);

    private async ValueTask<ClaimOutcome> ClaimHeldAsync(PaymentClaim claim, byte[] payment, CancellationToken cancellationToken)
    {
        var now = Now;
        if (await ReadValueAsync(payment, cancellationToken) is not { } value)
            return await ClaimAsync(claim, cancellationToken);

        var held = RedisEntryCodec.Decode(claim.Key, value);
        var (outcome, replacement) = LedgerRules.Judge(held, claim, await IsAliveAsync(held, now, cancellationToken), Owner, now);
        return replacement is null || await SwapAsync(held, replacement, null, cancellationToken) == RedisLedgerScripts.Done
            ? outcome
            : await ClaimAsync(claim, cancellationToken);
    }

    private async ValueTask<ClaimOutcome?> InsertNamedAsync(LedgerEntry mine, byte[] payment, byte[] value, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [_keys.Entry(payment), _keys.Identifier(mine.Key, mine.Identifier)];
        var gone = RedisValue.EmptyString;
        while (true)
        {
            RedisValue[] values = [value, (long)Lifetime(mine)!.Value.TotalMilliseconds, payment, gone];
            var answer = (byte[])await _store.RunAsync(RedisLedgerScripts.Claim, keys, values, mayRepeat: false, cancellationToken);
            if (answer.Length != RedisKeys.PaymentLength)
                return answer is [(byte)'1'] ? new ClaimOutcome.Claimed(mine) : null;

            if (await FindAsync(RedisKeys.Payment(answer), cancellationToken) is { } holder)
                return new ClaimOutcome.IdentifierTaken(holder);
            gone = answer;
        }
    }

    private async ValueTask<bool> IsAliveAsync(LedgerEntry held, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Nobody asks about the owner of an entry that anybody may change.
        if (held.Owner == Owner || held.State is not (LedgerState.Claimed or LedgerState.Settling))
            return true;

        var until = await _store.AskAsync(
            (_keys.Owners, held.Owner), static (database, call) => database.HashGetAsync(call.Owners, call.Owner), cancellationToken);
        return IsAlive(until, now);
    }

    private static bool IsAlive(RedisValue until, DateTimeOffset now) => until.TryParse(out long ticks) && ticks >= now.UtcTicks;
}
