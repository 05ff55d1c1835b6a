using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>The circuit's verifying keys by tree depth, computed when a depth is first used. README.md tells the file's format.</summary>
internal static class SemaphoreKeys
{
    public const int MinDepth = 1;
    public const int MaxDepth = 32;

    private const string ResourceName = "semaphore-4.keys";
    private const int Word = 32;
    private const int PointOfG1 = 2 * Word;
    private const int PointOfG2 = 4 * Word;
    private const int Common = PointOfG1 + PointOfG2 + PointOfG2;
    private const int Inputs = 5;
    private const int PerDepth = PointOfG2 + (Inputs * PointOfG1);

    private static readonly Lazy<byte[]> File = new(Read);

    private static readonly Lazy<Groth16VerifyingKey>[] ByDepth =
        [.. Enumerable.Range(MinDepth, MaxDepth).Select(depth => new Lazy<Groth16VerifyingKey>(() => Load(depth)))];

    /// <summary>The key for a depth from <see cref="MinDepth"/> to <see cref="MaxDepth"/>.</summary>
    public static Groth16VerifyingKey ForDepth(int depth) => ByDepth[depth - MinDepth].Value;

    private static Groth16VerifyingKey Load(int depth)
    {
        ReadOnlySpan<byte> file = File.Value;
        var own = file.Slice(Common + ((depth - MinDepth) * PerDepth), PerDepth);
        var inputs = new G1[Inputs];
        for (var i = 0; i < Inputs; i++)
            inputs[i] = ReadG1(own[(PointOfG2 + (i * PointOfG1))..]);

        return Groth16VerifyingKey.Create(
            ReadG1(file), ReadG2(file[PointOfG1..]), ReadG2(file[(PointOfG1 + PointOfG2)..]), ReadG2(own), inputs);
    }

    private static byte[] Read()
    {
        using var stream = typeof(SemaphoreKeys).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The assembly carries no {ResourceName}.");
        var file = new byte[Common + (MaxDepth * PerDepth)];
        stream.ReadExactly(file);
        return file;
    }

    private static G1 ReadG1(ReadOnlySpan<byte> bytes) =>
        G1.TryFrom(ReadWord(bytes, 0), ReadWord(bytes, 1), out var point) ? point : throw Damaged();

    private static G2 ReadG2(ReadOnlySpan<byte> bytes) =>
        G2.TryFrom(ReadWord(bytes, 0), ReadWord(bytes, 1), ReadWord(bytes, 2), ReadWord(bytes, 3), out var point) ? point : throw Damaged();

    private static UInt256 ReadWord(ReadOnlySpan<byte> bytes, int index) => new(bytes.Slice(index * Word, Word));

    private static InvalidOperationException Damaged() => new($"{ResourceName} is damaged.");
}
