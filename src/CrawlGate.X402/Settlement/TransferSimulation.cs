using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// Tries payments out on the chain before gas is spent on them. Those that gather while others are being settled go out together, in
/// one call of <see cref="Multicall3"/>; what that does not let through is asked for alone, and only then refused.
/// </summary>
/// <param name="parts">What all work with.</param>
/// <param name="multicall">Whether the chain can do it.</param>
/// <param name="sender">The account that the calls run from.</param>
internal sealed class TransferSimulation(SettlementParts parts, MulticallContract multicall, Address sender)
{
    private const int LargestGroup = 32;

    /// <summary>As much for each as it would get alone, and never more than a block of any chain takes.</summary>
    private const ulong GasOfOne = 1_000_000;

    private readonly Lock _lock = new();
    private readonly Gathering _gathering = new(Gathering.Longest, parts.Time);
    private List<Question> _waiting = [];

    /// <summary>Null when the chain would carry out the payment for the sender now.</summary>
    /// <exception cref="EthereumRpcException">The node answered with an error.</exception>
    /// <exception cref="EthereumRpcUnavailableException">No node answered.</exception>
    public Task<ChainRefusal?> RefuseAsync(SettlementAttempt attempt)
    {
        // A wallet's own code may look at who calls it and with how much gas.
        if (!attempt.Inspection.SignatureProven)
            return AskAsync(attempt);

        var question = new Question(attempt);
        _gathering.Came();
        lock (_lock)
        {
            _waiting.Add(question);
            if (_waiting.Count == LargestGroup)
                Start();
            else if (_waiting.Count == 1)
                _ = StartLaterAsync(_waiting);
        }

        return question.Answer;
    }

    /// <summary>Lets out all that wait; the caller holds the lock.</summary>
    private void Start()
    {
        var group = _waiting;
        _waiting = [];
        foreach (var question in group)
            _gathering.Went(question.Attempt.Verdict);
        _ = Task.Run(() => RunAsync(group));
    }

    private async Task StartLaterAsync(List<Question> group)
    {
        await _gathering.CompleteAsync();
        lock (_lock)
        {
            if (_waiting == group)
                Start();
        }
    }

    private async Task RunAsync(List<Question> group)
    {
        var alone = await AskTogetherAsync(group);
        await Task.WhenAll(alone.Select(AnswerAsync));
    }

    /// <summary>Answers those that would go through; returns the others.</summary>
    private async Task<IReadOnlyList<Question>> AskTogetherAsync(List<Question> group)
    {
        // What a payment of the same group pays into an account does not count as that account's money.
        var payees = group.Select(question => question.Attempt.Authorization.To).ToHashSet();
        var together = group.FindAll(question => !payees.Contains(question.Attempt.Authorization.From));
        try
        {
            if (together.Count < 2 || !await multicall.ExistsAsync())
                return group;

            var passed = new bool[together.Count];
            var call = Multicall3.Aggregate([.. together.Select(question => (question.Attempt.Asset, ExactEvmChain.TransferCall(question.Attempt.Inspection.Payload)))]);
            var gas = Math.Min(GasOfOne * (ulong)together.Count, parts.Options.BatchGasLimit);
            if (!Multicall3.TryReadSuccesses(await parts.Rpc.CallAsync(Multicall3.Contract, call, sender, gas), passed))
                return group;

            for (var i = 0; i < passed.Length; i++)
            {
                if (passed[i])
                    together[i].Pass();
            }

            return group.FindAll(question => !question.Answer.IsCompleted);
        }
        catch (Exception)
        {
            // A node may dislike the call for reasons that are none of the payments'.
            return group;
        }
    }

    private async Task AnswerAsync(Question question)
    {
        try
        {
            question.Decide(await AskAsync(question.Attempt));
        }
        catch (Exception failure)
        {
            question.Fail(failure);
        }
    }

    private Task<ChainRefusal?> AskAsync(SettlementAttempt attempt) => parts.Chain.RefuseTransferAsync(attempt.Inspection, sender, CancellationToken.None);

    /// <summary>A payment that waits for the chain's word.</summary>
    private sealed class Question(SettlementAttempt attempt)
    {
        private readonly TaskCompletionSource<ChainRefusal?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SettlementAttempt Attempt => attempt;

        public Task<ChainRefusal?> Answer => _answer.Task;

        public void Pass() => Decide(null);

        public void Decide(ChainRefusal? refusal) => _answer.TrySetResult(refusal);

        public void Fail(Exception failure) => _answer.TrySetException(failure);
    }
}
