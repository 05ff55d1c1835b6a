namespace CrawlGate.Personhood;

/// <summary>Somebody who can tell whether a statement is proved: this process, a contract, or World's cloud.</summary>
public interface IWorldIdProofs
{
    /// <summary>Verifies the proof of a statement. Failures of nodes and networks are <see cref="WorldIdVerdict.Unavailable"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    Task<WorldIdVerdict> VerifyAsync(WorldIdStatement statement, CancellationToken cancellationToken = default);

    /// <summary>
    /// Whether it is set up rightly, as far as that can be asked; to be called once at the start, and it makes later calls faster.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    Task<WorldIdSetup> CheckSetupAsync(CancellationToken cancellationToken = default);
}

/// <summary>What <see cref="IWorldIdProofs.CheckSetupAsync"/> found.</summary>
/// <param name="State">Whether to go on.</param>
/// <param name="Detail">A sentence for operators.</param>
public sealed record WorldIdSetup(WorldIdSetupState State, string Detail)
{
    /// <summary>All is well.</summary>
    public static WorldIdSetup Ready { get; } = new(WorldIdSetupState.Ready, "");
}

/// <summary>Whether proofs can be verified.</summary>
public enum WorldIdSetupState
{
    /// <summary>Yes.</summary>
    Ready,

    /// <summary>Never, until somebody changes the configuration: a wrong chain, or no contract at an address.</summary>
    Wrong,

    /// <summary>Nobody answered; it may be right.</summary>
    Unknown,
}
