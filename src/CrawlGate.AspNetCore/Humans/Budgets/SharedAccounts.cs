using System.Security.Cryptography;
using System.Text;

namespace CrawlGate.AspNetCore;

/// <summary>The accounts of people as all gateways see them, and which passes draw on them.</summary>
internal sealed class SharedAccounts(IEphemeralStore store, TimeProvider time)
{
    private const int LargestLot = 8;
    private const int MaxAttempts = 16;

    private static readonly TimeSpan NoPassHolds = TimeSpan.FromSeconds(5);

    /// <summary>What taking a lot of pages came to.</summary>
    /// <param name="Pages">How many were taken.</param>
    /// <param name="Outcome">Why there were none.</param>
    /// <param name="Until">Until when there are none; null when it is not worth remembering.</param>
    /// <param name="Network">The only network for which there are none; 0 when that is so for all.</param>
    /// <param name="Day">The day on which they were taken.</param>
    internal readonly record struct Lot(int Pages, BudgetOutcome Outcome, DateTimeOffset? Until = null, ulong Network = 0, int Day = 0);

    /// <summary>Lets a pass draw on a person's account; true when it was opened by that.</summary>
    public async ValueTask<bool> OpenAsync(Pass pass, byte[] person, HumanBudget budget, CancellationToken cancellationToken)
    {
        // The account first: a pass never names one that is not there.
        var isNew = await store.TryAddAsync(Human(person), HumanAccount.Open(time.GetUtcNow(), budget).ToBytes(), Epochs.EndOf(pass.Epoch), cancellationToken);
        await store.TryAddAsync(PassName(pass), person, pass.ExpiresAt, cancellationToken);
        return isNew;
    }

    /// <summary>
    /// Takes a few pages at once, so that the store is asked rarely: fewer, the less is left, so that one gateway does not sit on what
    /// another one needs.
    /// </summary>
    /// <param name="pass">Whose.</param>
    /// <param name="network">Where they go to.</param>
    /// <param name="budget">What the person has.</param>
    /// <param name="unread">Pages of an earlier lot that are given back first.</param>
    /// <param name="unreadDay">The day on which those were taken.</param>
    /// <param name="cancellationToken">Cancels before the store is changed.</param>
    public async ValueTask<Lot> TakeAsync(Pass pass, ulong network, HumanBudget budget, int unread, int unreadDay, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(PassName(pass), cancellationToken) is not { } person)
            return NoPass();

        var name = Human(person);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await store.ReadAsync(name, cancellationToken) is not { } held || HumanAccount.Read(held) is not { } account)
                return NoPass();

            var now = time.GetUtcNow();
            var before = account.Return(unread, unreadDay, budget);
            var wanted = Math.Clamp(before.Available(now, budget) / LargestLot, 1, LargestLot);
            var (after, granted, outcome, retryAfter) = before.Draw(now, wanted, network, budget);
            if (granted == 0)
            {
                // Whoever cannot pay for another network may still have pages on the one it came from.
                var isSwitch = network != 0 && account.Network != 0 && account.Network != network;
                return new Lot(0, outcome, now.AddSeconds(retryAfter), isSwitch ? network : 0);
            }

            if (await store.TryReplaceAsync(name, held, after.ToBytes(), Epochs.EndOf(pass.Epoch), cancellationToken))
                return new Lot(granted, BudgetOutcome.Granted, Day: HumanAccount.DayOf(now));
        }

        return new Lot(0, BudgetOutcome.Minute);
    }

    /// <summary>Gives pages back that nobody read, if that is easily done.</summary>
    public async ValueTask ReturnAsync(Pass pass, HumanBudget budget, int unread, int day, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(PassName(pass), cancellationToken) is not { } person)
            return;

        if (await store.ReadAsync(Human(person), cancellationToken) is { } held && HumanAccount.Read(held) is { } account)
            await store.TryReplaceAsync(Human(person), held, account.Return(unread, day, budget).ToBytes(), Epochs.EndOf(pass.Epoch), cancellationToken);
    }

    /// <summary>Ends a pass. The account stays: the same person has the same one when it comes back.</summary>
    public ValueTask RemoveAsync(Pass pass, CancellationToken cancellationToken) => store.RemoveAsync(PassName(pass), cancellationToken);

    /// <summary>What makes a person the same one in this week and for one action, and nobody in any other.</summary>
    public static byte[] Person(EpochKey key, string provider, string action, ReadOnlySpan<byte> subject) =>
        HMACSHA256.HashData(key.Subjects, [.. Encoding.UTF8.GetBytes(provider), 0, .. Encoding.UTF8.GetBytes(action), 0, .. subject]);

    private static string Human(byte[] person) => "human:" + Convert.ToHexStringLower(person);

    private static string PassName(Pass pass) => $"pass:{pass.Id:x32}";

    private Lot NoPass() => new(0, BudgetOutcome.NoPass, time.GetUtcNow() + NoPassHolds);
}
