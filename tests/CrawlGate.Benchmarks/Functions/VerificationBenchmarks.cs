using BenchmarkDotNet.Attributes;
using CrawlGate.Ethereum;

namespace CrawlGate.Benchmarks;

/// <summary>The whole pure check of a payment, of a payer seen for the first time and of one who pays often, beside the library's recovery alone.</summary>
public class VerificationBenchmarks
{
    private const int Strangers = 8192;

    private readonly PaymentSample _sample = new();
    private readonly PaymentSample[] _strangers = PaymentSample.OfStrangers(Strangers);
    private readonly NativeSecp256k1 _native = NativeSecp256k1.Instance ?? throw new InvalidOperationException("libsecp256k1 is not installed.");
    private int _next;

    [Benchmark]
    public bool NativeRecover() => _native.TryRecover(_sample.Digest, _sample.Signature.R, _sample.Signature.S, _sample.RecoveryId, out _);

    [Benchmark]
    public bool CheckNewPayer() => Check(_strangers[_next++ & (Strangers - 1)]);

    [Benchmark]
    public bool CheckFrequentPayer() => Check(_sample);

    private static bool Check(PaymentSample sample) => PaymentSample.Scheme.Check(sample.Payment, PaymentSample.Offer, sample.Now).SignatureProven;
}
