namespace CrawlGate.Ethereum;

/// <summary>
/// Remembers the EIP-55 spelling of addresses that were read lately, because checking one takes a Keccak permutation and the same
/// payers and payees come again and again. Whatever is not remembered is computed, so that forgetting changes nothing.
/// </summary>
internal static class ChecksumSpellings
{
    private const int Capacity = 1024;

    private static readonly Spelling?[] Spellings = new Spelling?[Capacity];

    /// <summary>Whether exactly those of the forty digits are upper case that the checksum wants; bit i of the mask is digit i.</summary>
    public static bool IsRight(Address address, ulong upperCase)
    {
        // Two places for each: a payer and the payee that he always pays must not push each other out.
        var index = (int)((uint)address.GetHashCode() % Capacity);
        ref var first = ref Spellings[index];
        ref var second = ref Spellings[index ^ 1];
        if (Volatile.Read(ref first) is { } known && known.Address == address)
            return known.UpperCase == upperCase;
        if (Volatile.Read(ref second) is { } other && other.Address == address)
            return other.UpperCase == upperCase;

        var spelling = new Spelling(address, address.ChecksumCase());
        Volatile.Write(ref second, first);
        Volatile.Write(ref first, spelling);
        return spelling.UpperCase == upperCase;
    }

    private sealed record Spelling(Address Address, ulong UpperCase);
}
