using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// The one writer of an account in this process: it numbers, signs and journals. What gathers while others are under way makes one
/// group, one step of the journal for all of it. A nonce counts as given out when the journal has it, so none is left out, whoever
/// fails. Other processes may write for the same account; the journal gives every nonce to one of them.
/// </summary>
/// <param name="parts">What all work with.</param>
/// <param name="account">Whose transactions it writes.</param>
/// <param name="send">Broadcasts what was journalled; called in the order of the nonces.</param>
internal sealed class TransactionWriter(SettlementParts parts, SignerAccount account, Func<JournaledTransaction, TransactionWatch> send)
{
    private const int LargestGroup = 64;

    private readonly Lock _lock = new();
    private readonly Gathering _gathering = new(Gathering.Longest, parts.Time);
    private readonly Queue<Wish> _waiting = [];
    private bool _isWriting;
    private ulong? _next;

    public SignerAccount Account => account;

    /// <summary>Gives a transaction a nonce, signs it, writes it to the journal and lets it out; never throws.</summary>
    public Task<Submission> WriteAsync(Eip1559Transaction template, IReadOnlyList<JournaledPayment> payments)
    {
        var wish = new Wish(template, payments);
        _gathering.Came();
        lock (_lock)
        {
            _waiting.Enqueue(wish);
            if (!_isWriting)
                _ = Task.Run(WriteAllAsync);
            _isWriting = true;
        }

        return wish.Submission;
    }

    private async Task WriteAllAsync()
    {
        var group = new List<Wish>();
        do
        {
            if (group.Count == 0)
                await _gathering.CompleteAsync();
            lock (_lock)
            {
                while (group.Count < LargestGroup && _waiting.TryDequeue(out var wish))
                    group.Add(wish);
            }

            await WriteAsync(group);
            foreach (var wish in group.Where(wish => wish.Submission.IsCompleted))
                _gathering.Went(await wish.Submission is Submission.Sent sent ? sent.Watch.Closed : null);
            group.RemoveAll(wish => wish.Submission.IsCompleted);
        }
        while (group.Count > 0 || HasMore());
    }

    private bool HasMore()
    {
        lock (_lock)
            return _isWriting = _waiting.Count > 0;
    }

    /// <summary>Answers one or more of a group; the others have to be written with other nonces.</summary>
    private async Task WriteAsync(List<Wish> group)
    {
        if (await SignAsync(group) is not { Count: > 0 } signed)
            return;

        try
        {
            var additions = await parts.Journal.AddManyAsync(signed);
            for (var i = 0; i == 0 || i < additions.Count; i++)
                await TakeAsync(group[i], signed[i], additions[i]);
        }
        catch (Exception)
        {
            _next = null;
            for (var i = 0; i < signed.Count; i++)
                group[i].Answer(new Submission.Uncertain("The journal failed while a transaction was written."));
        }
    }

    private async Task TakeAsync(Wish wish, JournaledTransaction transaction, JournalAddition addition)
    {
        switch (addition)
        {
            case JournalAddition.Added:
                _next = transaction.Nonce + 1;
                wish.Answer(new Submission.Sent(send(transaction)));
                break;
            case JournalAddition.PaymentTaken taken:
                wish.Answer(new Submission.Taken(taken.Payment, taken.By));
                break;
            default:
                // Another process took the nonce, so it may have taken more.
                _next = Math.Max(transaction.Nonce + 1, await parts.Journal.NextNonceAsync(parts.ChainId, account.Address) ?? 0);
                break;
        }
    }

    /// <summary>Those at the head of the group that could be signed, with consecutive nonces; who cannot be is answered.</summary>
    private async Task<List<JournaledTransaction>> SignAsync(List<Wish> group)
    {
        var signed = new List<JournaledTransaction>(group.Count);
        try
        {
            var first = await ReadNextAsync();
            var signing = group.Select((wish, i) => account.SignAsync(wish.Template with { Nonce = first + (ulong)i })).ToArray();
            await Task.WhenAll((Task[])signing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            for (var i = 0; i < signing.Length; i++)
            {
                if (!signing[i].IsCompletedSuccessfully)
                    group[i].Answer(new Submission.NotSent(Describe(signing[i].Exception?.InnerException ?? new OperationCanceledException())));
                else if (signed.Count == i)
                    signed.Add(Journaled(group[i], first + (ulong)i, await signing[i]));
            }
        }
        catch (Exception failure)
        {
            // Nothing is written yet, whoever failed: node or journal.
            foreach (var wish in group)
                wish.Answer(new Submission.NotSent(Describe(failure)));
        }

        return signed;
    }

    private JournaledTransaction Journaled(Wish wish, ulong nonce, SignedBroadcast broadcast) => new()
    {
        ChainId = parts.ChainId,
        Signer = account.Address,
        Nonce = nonce,
        Version = 1,
        Broadcasts = [broadcast],
        Payments = wish.Payments,
        IsOpen = true,
        CreatedAt = broadcast.At,
    };

    /// <summary>What the journal gave out counts as much as what the node has seen: either may know of more.</summary>
    private async Task<ulong> ReadNextAsync()
    {
        if (!account.TakeDistrust() && _next is { } known)
            return known;

        _next = null;
        var journalled = await parts.Journal.NextNonceAsync(parts.ChainId, account.Address);
        var pending = await parts.Rpc.GetTransactionCountAsync(account.Address, pending: true);
        return (_next = Math.Max(journalled ?? 0, pending)).Value;
    }

    private static string Describe(Exception failure) =>
        failure is EthereumRpcException or EthereumRpcUnavailableException ? LogText.Clean(failure.Message) : $"Signer or journal failed: {failure.GetType().Name}.";

    /// <summary>A transaction that wants a nonce.</summary>
    private sealed class Wish(Eip1559Transaction template, IReadOnlyList<JournaledPayment> payments)
    {
        private readonly TaskCompletionSource<Submission> _submission = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Eip1559Transaction Template => template;

        public IReadOnlyList<JournaledPayment> Payments => payments;

        public Task<Submission> Submission => _submission.Task;

        public void Answer(Submission submission) => _submission.TrySetResult(submission);
    }
}
