using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>The contract that makes several calls in one transaction; it has the same address on almost every chain.</summary>
internal static class Multicall3
{
    private const int Word = 32;

    public static Address Contract { get; } = Address.Parse("0xcA11bde05977b3631167028862bE2a173976CA11");

    /// <summary><c>aggregate3</c>, in which a call that fails undoes none of the others.</summary>
    public static byte[] Aggregate(IReadOnlyList<(Address Target, byte[] Data)> calls) => AbiWriter
        .Call("aggregate3((address,bool,bytes)[])")
        .AddArray([.. calls.Select(call => AbiWriter.Arguments().Add(call.Target).Add(true).AddBytes(call.Data))])
        .ToArray();

    /// <summary>Which calls succeeded, by the <c>(bool success, bytes returnData)[]</c> that it returns; false for anything else.</summary>
    public static bool TryReadSuccesses(ReadOnlySpan<byte> answer, Span<bool> successes)
    {
        if (!TryReadOffset(answer, 0, out var start)
            || !AbiReader.TryReadUInt256(answer[start..], 0, out var count)
            || count != (ulong)successes.Length)
            return false;

        var results = answer[(start + Word)..];
        for (var i = 0; i < successes.Length; i++)
        {
            if (!TryReadOffset(results, i, out var result) || !AbiReader.TryReadBoolean(results[result..], 0, out successes[i]))
                return false;
        }

        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> data, int index, out int offset)
    {
        offset = 0;
        if (!AbiReader.TryReadUInt256(data, index, out var word) || !word.TryGetUInt64(out var value) || value > (ulong)data.Length)
            return false;

        offset = (int)value;
        return true;
    }
}
