using System.Text;
using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>
/// What one browser was asked to prove. The browser keeps it in a signed cookie and nobody else does; proofs are bound to it by
/// <see cref="Signal"/>, so one that was made for another browser, or twice, is worth nothing.
/// </summary>
public sealed record PersonhoodChallenge
{
    /// <summary>Sixteen random bytes; used up by the first proof that succeeds.</summary>
    public required ReadOnlyMemory<byte> Id { get; init; }

    /// <summary>A hash of the id and of a secret in the browser's cookie: what a proof must be about.</summary>
    public required Bytes32 Signal { get; init; }

    /// <summary>
    /// What may be proven once: site, week and slot, like <c>crawlgate:news.example:2026-W47:1</c>. The same person is another one next
    /// week, and another one in another slot.
    /// </summary>
    public required string Action { get; init; }

    /// <summary>The number of the week in which the action can be proven.</summary>
    internal int Epoch { get; init; }

    /// <summary>When it was given.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The site's public base URL.</summary>
    public required Uri Site { get; init; }

    /// <summary>The Keccak-256 hash of <see cref="Action"/>, for proofs whose scope is a number.</summary>
    public Bytes32 Scope => Keccak256.HashData(Encoding.UTF8.GetBytes(Action));
}
