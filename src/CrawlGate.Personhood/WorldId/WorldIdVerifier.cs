namespace CrawlGate.Personhood;

/// <summary>Verifies what a page posts after IDKit is done: reads it, compares it with what was asked for, and has the proof verified.</summary>
public sealed class WorldIdVerifier(IWorldIdProofs proofs, TimeProvider timeProvider)
{
    /// <summary>Verifies a body, which should not be longer than 16 KiB.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<WorldIdVerdict> VerifyAsync(ReadOnlyMemory<byte> body, WorldIdExpectation expected, CancellationToken cancellationToken = default)
    {
        if (!WorldIdResult.TryParse(body.Span, out var result, out var error))
            return Task.FromResult<WorldIdVerdict>(new WorldIdVerdict.Refused(WorldIdCodes.Malformed, error));

        var (statement, refusal) = WorldIdChecks.Check(result!, expected, timeProvider.GetUtcNow());
        return statement is null ? Task.FromResult<WorldIdVerdict>(refusal!) : proofs.VerifyAsync(statement, cancellationToken);
    }
}
