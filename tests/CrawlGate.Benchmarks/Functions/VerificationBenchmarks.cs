using BenchmarkDotNet.Attributes;
using CrawlGate.Ethereum;

namespace CrawlGate.Benchmarks;

/// <summary>The whole pure check of a payment beside the library's recovery of a signer alone.</summary>
public class VerificationBenchmarks
{
    private readonly PaymentSample _sample = new();
    private readonly NativeSecp256k1 _native = NativeSecp256k1.Instance ?? throw new InvalidOperationException("libsecp256k1 is not installed.");

    [Benchmark]
    public bool NativeRecover() => _native.TryRecover(_sample.Digest, _sample.Signature.R, _sample.Signature.S, _sample.RecoveryId, out _);

    [Benchmark]
    public bool Check() => _sample.Scheme.Check(_sample.Payment, _sample.Offer, _sample.Now).SignatureProven;
}
