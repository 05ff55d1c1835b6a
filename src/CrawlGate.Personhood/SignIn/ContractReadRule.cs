using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>What the first word of a register's answer has to be.</summary>
public enum WalletCondition
{
    /// <summary>The boolean true.</summary>
    True,

    /// <summary>A moment, in Unix seconds, that is still to come.</summary>
    LaterThanNow,

    /// <summary>A number that is not below the rule's.</summary>
    AtLeast,

    /// <summary>Bytes that are not all zero.</summary>
    NotZero,
}

/// <summary>A rule that one read of one contract decides.</summary>
/// <param name="Name">The register, for configuration, logs and scopes.</param>
/// <param name="ChainId">The EIP-155 chain on which it stands.</param>
/// <param name="Call">The read.</param>
/// <param name="Condition">What its answer has to be.</param>
public sealed record ContractReadRule(string Name, ulong ChainId, WalletCall Call, WalletCondition Condition) : WalletRule(Name, ChainId)
{
    /// <summary>The least number for <see cref="WalletCondition.AtLeast"/>.</summary>
    public UInt256 Minimum { get; init; }

    /// <summary>Whether the contract says no by reverting. Otherwise a revert is no answer.</summary>
    public bool RevertMeansNo { get; init; }

    /// <summary>A second read for the register's own name for the person, which survives a change of wallet; null counts by wallet.</summary>
    public WalletCall? Subject { get; init; }

    private protected override async Task<WalletVerdict> AskAsync(IEthereumRpc rpc, Address wallet, DateTimeOffset now, CancellationToken cancellationToken)
    {
        byte[] answer;
        try
        {
            answer = await rpc.CallAsync(Call.Contract, Call.For(wallet), cancellationToken: cancellationToken);
        }
        catch (EthereumRpcException error) when (error.IsExecutionFailure && RevertMeansNo)
        {
            return new WalletVerdict.No($"{Name} does not know the wallet.");
        }

        if (answer.Length == 0)
            return NoAnswer();
        if (Holds(answer, now) is not { } holds)
            return new WalletVerdict.Unavailable($"{Name} gave an answer of another kind.");
        if (!holds)
            return new WalletVerdict.No($"{Name} does not vouch for the wallet.");
        if (Subject is null)
            return new WalletVerdict.Yes(SubjectOf(wallet));

        var subject = await rpc.CallAsync(Subject.Contract, Subject.For(wallet), cancellationToken: cancellationToken);
        return !AbiReader.TryReadWord(subject, 0, out var word) ? NoAnswer()
            : word.IsZero ? new WalletVerdict.No($"{Name} names nobody for the wallet.")
            : new WalletVerdict.Yes(word.ToString());
    }

    /// <summary>Whether the answer is a yes; null when it is of another kind.</summary>
    private bool? Holds(ReadOnlySpan<byte> answer, DateTimeOffset now) =>
        answer.Length % Bytes32.Length != 0 || !AbiReader.TryReadUInt256(answer, 0, out var number) ? null
        : Condition switch
        {
            WalletCondition.True => AbiReader.TryReadBoolean(answer, 0, out var yes) ? yes : null,
            WalletCondition.LaterThanNow => number > (UInt256)(ulong)Math.Max(0, now.ToUnixTimeSeconds()),
            WalletCondition.AtLeast => number >= Minimum,
            _ => !number.IsZero,
        };
}
