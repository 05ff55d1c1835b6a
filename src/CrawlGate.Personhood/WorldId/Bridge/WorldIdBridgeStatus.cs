namespace CrawlGate.Personhood;

/// <summary>How far a request at the bridge has come.</summary>
public abstract record WorldIdBridgeStatus
{
    private WorldIdBridgeStatus()
    {
    }

    /// <summary>No answer yet.</summary>
    /// <param name="IsRetrieved">Whether a wallet has read the question.</param>
    public sealed record Waiting(bool IsRetrieved) : WorldIdBridgeStatus;

    /// <summary>The wallet answered. The bridge may hand an answer out once only, so it must be kept until it is verified.</summary>
    /// <param name="Result">The answer in the form that IDKit gives it, for <see cref="WorldIdVerifier.VerifyAsync"/>.</param>
    public sealed record Answered(ReadOnlyMemory<byte> Result) : WorldIdBridgeStatus;

    /// <summary>There will be no answer.</summary>
    /// <param name="Code">IDKit's code for it, such as <c>user_rejected</c>; <c>unexpected_response</c> for an answer that is none.</param>
    public sealed record Failed(string Code) : WorldIdBridgeStatus;

    /// <summary>The bridge could not be asked this time.</summary>
    /// <param name="Detail">A sentence for operators.</param>
    public sealed record Unavailable(string Detail) : WorldIdBridgeStatus;
}
