namespace CrawlGate.X402;

/// <summary>What became of the wish to send a transaction.</summary>
internal abstract record Submission
{
    private Submission() { }

    /// <summary>It is in the journal and on its way.</summary>
    public sealed record Sent(TransactionWatch Watch) : Submission;

    /// <summary>One of its payments is in another transaction.</summary>
    public sealed record Taken(AuthorizationKey Payment, JournaledTransaction By) : Submission;

    /// <summary>It is not in the journal and goes nowhere.</summary>
    public sealed record NotSent(string Detail) : Submission;

    /// <summary>The journal failed while it was written, so it may go out yet.</summary>
    public sealed record Uncertain(string Detail) : Submission;
}
