using System.Text;

namespace CrawlGate.Ethereum;

/// <summary>Function and error selectors of the contract ABI.</summary>
public static class AbiSelector
{
    /// <summary>The number of bytes.</summary>
    public const int Length = 4;

    /// <summary>
    /// The first four bytes of the Keccak-256 of a canonical signature: no spaces, no parameter names, tuples in parentheses,
    /// <c>uint256</c> instead of <c>uint</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The text has not the shape <c>name(types)</c>, or holds a space.</exception>
    public static byte[] Of(string signature)
    {
        var open = signature.IndexOf('(', StringComparison.Ordinal);
        if (open <= 0 || !signature.EndsWith(')') || signature.Contains(' ', StringComparison.Ordinal))
            throw new ArgumentException("A canonical signature looks like balanceOf(address).", nameof(signature));

        return Keccak256.HashData(Encoding.UTF8.GetBytes(signature)).ToArray()[..Length];
    }
}
