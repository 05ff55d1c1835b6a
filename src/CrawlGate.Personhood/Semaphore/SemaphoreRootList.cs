using System.Collections.Frozen;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Roots that an operator wrote down.</summary>
public sealed class SemaphoreRootList(IEnumerable<UInt256> roots) : ISemaphoreRoots
{
    private readonly FrozenSet<UInt256> _roots = roots.ToFrozenSet();

    /// <inheritdoc/>
    public ValueTask<bool> IsCurrentAsync(UInt256 root, CancellationToken cancellationToken = default) => new(_roots.Contains(root));
}
