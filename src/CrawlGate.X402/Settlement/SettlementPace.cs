namespace CrawlGate.X402;

/// <summary>How long transactions take from broadcast to final here, and what that means for whoever waits for one.</summary>
internal sealed class SettlementPace(SettlementOptions options)
{
    /// <summary>How long a node is given to answer a broadcast with the receipt.</summary>
    public static readonly TimeSpan LongestWaitAtNode = TimeSpan.FromSeconds(1);

    /// <summary>How long it takes at most until somebody looks again.</summary>
    public static readonly TimeSpan SlowestLook = TimeSpan.FromMilliseconds(500);

    /// <summary>How long it takes at least: timers are no finer.</summary>
    public static readonly TimeSpan FastestLook = TimeSpan.FromMilliseconds(1);

    private const int LooksUntilFinal = 4;

    private TimeSpan _typical;

    /// <summary>
    /// How long to wait before the first look, as often as the chain makes it worth while. Looking more often finds the same
    /// transactions, a few at a time, with more questions to the node.
    /// </summary>
    public TimeSpan FirstLook => Bounded(_typical / LooksUntilFinal);

    /// <summary>Whether a transaction is likely to be final while a node keeps the answer to its broadcast back.</summary>
    public bool IsWorthWaitingAtNode => options.Confirmations == 1 && _typical < LongestWaitAtNode;

    /// <summary>How long to wait for the next look when the last one was waited for that long.</summary>
    public TimeSpan NextLook(TimeSpan last) => Bounded(last * 2 < FirstLook ? FirstLook : last * 2);

    /// <summary>A transaction was final that long after its broadcast.</summary>
    public void Observe(TimeSpan took) => _typical = _typical == TimeSpan.Zero ? took : ((_typical * 7) + took) / 8;

    private static TimeSpan Bounded(TimeSpan pause) => pause < FastestLook ? FastestLook : pause < SlowestLook ? pause : SlowestLook;
}
