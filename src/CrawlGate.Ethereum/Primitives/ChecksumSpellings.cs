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
        ref var place = ref Spellings[(uint)address.GetHashCode() % Capacity];
        if (Volatile.Read(ref place) is not { } known || known.Address != address)
            Volatile.Write(ref place, known = new Spelling(address, address.ChecksumCase()));

        return known.UpperCase == upperCase;
    }

    private sealed record Spelling(Address Address, ulong UpperCase);
}
