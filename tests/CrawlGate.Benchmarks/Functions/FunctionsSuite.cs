using System.Diagnostics;
using System.Text.Json;
using CrawlGate.DevChain;

namespace CrawlGate.Benchmarks;

/// <summary>Times of single functions, with libsecp256k1 and with managed code in turn.</summary>
internal static class FunctionsSuite
{
    public static async Task<Section> RunAsync(BenchSettings settings)
    {
        var machine = await MachineFacts.ReadAsync();
        var folder = Directory.CreateTempSubdirectory("crawlgate-bench-").FullName;
        try
        {
            var native = new List<FunctionTime[]>();
            var managed = new List<FunctionTime[]>();
            for (var i = 0; i < settings.Repeats; i++)
            {
                native.Add(await RunOnceAsync(Path.Combine(folder, "native.json"), settings, isManaged: false));
                managed.Add(await RunOnceAsync(Path.Combine(folder, "managed.json"), settings, isManaged: true));
            }

            return Describe(machine, native, managed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<FunctionTime[]> RunOnceAsync(string output, BenchSettings settings, bool isManaged)
    {
        List<string> arguments = [typeof(FunctionsSuite).Assembly.Location, "function-run", output];
        if (settings.Quick)
            arguments.Add("--quick");
        if (isManaged)
            arguments.Add("--verification");

        var start = new ProcessStartInfo("dotnet", arguments);
        start.Environment["CRAWLGATE_SECP256K1"] = isManaged ? "managed" : "native";
        await ChildProcess.RunAsync(start, "", CancellationToken.None);
        var times = JsonSerializer.Deserialize<FunctionTime[]>(await File.ReadAllBytesAsync(output))!;
        Console.WriteLine($"   {(isManaged ? "managed" : "native")}: {string.Join(", ", times.Select(time => $"{time.Name} {time.Nanoseconds:0} ns"))}");
        return times;
    }

    private static Section Describe(MachineFacts machine, List<FunctionTime[]> native, List<FunctionTime[]> managed)
    {
        const string NewPayer = nameof(VerificationBenchmarks.CheckNewPayer);
        const string FrequentPayer = nameof(VerificationBenchmarks.CheckFrequentPayer);
        const string Recover = nameof(VerificationBenchmarks.NativeRecover);
        var recover = Times(native, Recover, "");
        var beside = Times(managed, Recover, " (beside managed)");
        Series[] checks = [Times(native, NewPayer, ""), Times(native, FrequentPayer, ""), Times(managed, NewPayer, " (managed)"), Times(managed, FrequentPayer, " (managed)")];
        string[] others = [.. native[0].Select(time => time.Name).Except([NewPayer, FrequentPayer, Recover])];
        return new Section(
            "functions",
            machine,
            [
                "BenchmarkDotNet in process, medians of every repeat; each repeat of each variant is a new process, the variants in turn.",
                "NativeRecover: libsecp256k1 recovers the key and the address is hashed, nothing else. CheckNewPayer and CheckFrequentPayer: all pure checks of an EIP-3009 payment, reading the payload's numbers and addresses included, from a parsed PAYMENT-SIGNATURE header and a long-lived offer; a payer who paid several times before is checked against a table of the key, everybody else by recovery.",
                "FreeRequestThroughGate: the middleware's whole work on a browser's request to a priced, proxied route. RenderQuote: classification, PAYMENT-REQUIRED header and body of a crawler's first request.",
                "ClassifyBrowser, ClassifyVerifiedCrawler, ClassifySpoofedCrawler: the whole identity ladder on a request without a signature, with the built-in catalogue and lists of 501 prefixes.",
                "NativeEd25519Verify: EVP_DigestVerifyInit and EVP_DigestVerify alone, of one key in one context. Ed25519Verify: a key's verification with our checks. VerifySignedRequest: the whole verification of a Web Bot Auth request whose key is known, from its headers.",
            ],
            [
                Figure.Ratio("check of a new payer's payment / native recover", checks[0], recover, atLeast: false, 1.3),
                Figure.Ratio("check of a frequent payer's payment / native recover", checks[1], recover, atLeast: false, 1.3),
                Figure.Ratio("check of a new payer's payment in managed code / native recover", checks[2], beside, atLeast: false, 3),
                Figure.Ratio("check of a frequent payer's payment in managed code / native recover", checks[3], beside, atLeast: false, 3),
                Figure.Ratio("verification with Ed25519 / OpenSSL's own", Times(native, nameof(SignatureBenchmarks.Ed25519Verify), ""), Times(native, nameof(SignatureBenchmarks.NativeEd25519Verify), ""), atLeast: false, 2),
                new Figure("classification of a browser's request", Times(native, nameof(ClassificationBenchmarks.ClassifyBrowser), "").Median, "ns", AtLeast: false, 1000),
                new Figure("classification of a crawler's request, verified by its published list", Times(native, nameof(ClassificationBenchmarks.ClassifyVerifiedCrawler), "").Median, "ns", AtLeast: false, 1000),
                new Figure("what the dearest of them allocates", native.Max(run => new[] { nameof(ClassificationBenchmarks.ClassifyBrowser), nameof(ClassificationBenchmarks.ClassifyVerifiedCrawler), nameof(ClassificationBenchmarks.ClassifySpoofedCrawler) }.Max(name => Find(run, name).Bytes)), "B", AtLeast: false, 0),
            ],
            [
                recover, beside, .. checks,
                .. others.Select(name => Times(native, name, "")),
                .. native[0].Select(time => new Series($"{time.Name} allocates", "B", [.. native.Select(run => Find(run, time.Name).Bytes)])),
            ]);
    }

    private static Series Times(List<FunctionTime[]> runs, string name, string suffix) =>
        new(name + suffix, "ns", [.. runs.Select(run => Find(run, name).Nanoseconds)]);

    private static FunctionTime Find(FunctionTime[] run, string name) => run.Single(time => time.Name == name);
}
