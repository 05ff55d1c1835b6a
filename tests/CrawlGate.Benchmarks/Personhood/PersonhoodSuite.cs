using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CrawlGate.DevChain;
using CrawlGate.Personhood;

namespace CrawlGate.Benchmarks;

/// <summary>What people cost: a proof beside snarkjs, a pass at every page, a private access token beside the platform's bare RSA.</summary>
internal sealed class PersonhoodSuite
{
    private const string Proof = "a Groth16 proof of 4 public inputs, verified here";
    private const string SnarkJs = "the same, verified by snarkjs";
    private const string PassCheck = "a pass found in the Cookie header and checked";
    private const string PassBytes = "what that allocates";
    private const string Token = "a private access token";
    private const string BareRsa = "the platform's RSA verification of the same bytes";

    private readonly Dictionary<string, Series> _series = [];
    private readonly string _proof = ReadVector("semaphore4_proof_depth20.json");

    public static Task<Section> RunAsync(BenchSettings settings) => new PersonhoodSuite().MeasureAsync(settings);

    private async Task<Section> MeasureAsync(BenchSettings settings)
    {
        var machine = await MachineFacts.ReadAsync();
        await using var node = await SemaphoreProver.StartAsync();
        var (proof, tokens, passes) = (ReadProof(), new TokenSample(ReadVector("privacypass_live.json")), await PassSample.CreateAsync());
        var times = settings.Quick ? 20 : 200;
        for (var round = -2; round < settings.Rounds; round++)
        {
            Keep(round, Proof, "ms", Milliseconds(times, () => SemaphoreVerifier.Verify(proof)));
            Keep(round, SnarkJs, "ms", await node.MeasureAsync(_proof, times / 4));
            Keep(round, Token, "µs", 1000 * Milliseconds(times * 10, tokens.VerifyHere));
            Keep(round, BareRsa, "µs", 1000 * Milliseconds(times * 10, tokens.VerifyBare));
            Keep(round, PassCheck, "µs", 1000 * Milliseconds(times * 500, passes.Check));
            Keep(round, PassBytes, "bytes", Allocated(times * 500, passes.Check));
        }

        return new Section(
            "personhood", machine,
            [
                "Everything one after the other on one core, warm; snarkjs in a Node process of its own, as @semaphore-protocol/proof calls it.",
                "The proof is a Semaphore proof of depth 20; the pass is the second of three cookies.",
            ],
            [
                new Figure("a Groth16 verification", _series[Proof].Median, "ms", AtLeast: false, 5),
                Figure.Ratio("a Groth16 verification / snarkjs", _series[Proof], _series[SnarkJs], atLeast: false, 0.4),
                new Figure("a pass checked", _series[PassCheck].Median, "µs", AtLeast: false, 5),
                new Figure("allocated for it", _series[PassBytes].Median, "bytes", AtLeast: false, 0),
                Figure.Ratio("a private access token / bare RSA", _series[Token], _series[BareRsa], atLeast: false, 1.3),
            ],
            [.. _series.Values]);
    }

    private static double Milliseconds(int times, Func<bool> check)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
            Require(check());
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds / times;
    }

    private static double Allocated(int times, Func<bool> check)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
            Require(check());
        return Math.Floor((GC.GetAllocatedBytesForCurrentThread() - before) / (double)times);
    }

    private static void Require(bool isGood)
    {
        if (!isGood)
            throw new InvalidOperationException("What is measured does not work.");
    }

    private void Keep(int round, string name, string unit, double value)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {name}: {Figure.Format(value)} {unit}{(round < 0 ? ", warming up" : "")}"));
        if (round >= 0)
            _series[name] = new Series(name, unit, [.. _series.TryGetValue(name, out var known) ? known.Values : [], value]);
    }

    private SemaphoreProof ReadProof()
    {
        using var document = JsonDocument.Parse(_proof);
        return SemaphoreProof.TryParse(document.RootElement, out var proof, out var error) ? proof : throw new InvalidOperationException(error);
    }

    private static string ReadVector(string file) => File.ReadAllText(RepositoryRoot.Combine("tests", "CrawlGate.Tests", "Vectors", "personhood", file));
}
