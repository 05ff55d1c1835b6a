using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

internal sealed partial class RedisPaymentLedger
{
    /// <inheritdoc/>
    public async ValueTask<ClaimOutcome> ClaimAsync(PaymentClaim claim, CancellationToken cancellationToken = default)
    {
        var payment = RedisKeys.Payment(claim.Key);
        while (true)
        {
            var now = Now;
            var mine = LedgerRules.Open(claim, Owner, now);
            if (await InsertAsync(mine, payment, cancellationToken) is { } settled)
                return settled;

            if (await ReadValueAsync(payment, cancellationToken) is not { } value)
                continue;

            var held = RedisEntryCodec.Decode(claim.Key, value);
            var (outcome, replacement) = LedgerRules.Judge(held, claim, await IsAliveAsync(held, now, cancellationToken), Owner, now);
            if (replacement is null || await SwapAsync(held, replacement, null, cancellationToken) == RedisLedgerScripts.Done)
                return outcome;
        }
    }

    /// <summary>What inserting came to; null when the payment is there.</summary>
    private async ValueTask<ClaimOutcome?> InsertAsync(LedgerEntry mine, byte[] payment, CancellationToken cancellationToken)
    {
        var value = RedisEntryCodec.Encode(mine, NextStamp());
        try
        {
            // Side by side: a payment that was there is in the index too, and adding it again changes nothing.
            var indexed = _index.AddAsync(payment, Score(mine.OpenedAt));
            var outcome = mine.Identifier is null
                ? await InsertPlainAsync(mine, payment, value, cancellationToken)
                : await InsertNamedAsync(mine, payment, value, cancellationToken);
            await indexed;
            return outcome;
        }
        catch (LedgerUnavailableException)
        {
            _lost.Add(null, mine, value, Now);
            throw;
        }
    }

    private async ValueTask<ClaimOutcome?> InsertPlainAsync(LedgerEntry mine, byte[] payment, byte[] value, CancellationToken cancellationToken)
    {
        var isMine = await _store.AskAsync(
            (Key: _keys.Entry(payment), value, Lifetime: Lifetime(mine)),
            static (database, call) => database.StringSetAsync(call.Key, call.value, call.Lifetime, When.NotExists),
            cancellationToken);
        return isMine ? new ClaimOutcome.Claimed(mine) : null;
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
