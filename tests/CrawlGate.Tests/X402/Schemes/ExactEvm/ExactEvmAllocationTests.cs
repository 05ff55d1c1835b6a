using System.Diagnostics;
using System.Reflection;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

[Collection(AloneCollection.Name)]
public sealed class ExactEvmAllocationTests
{
    private static readonly ExactEvmScheme Scheme = new();
    private static readonly PaymentRequirements Offer = X402Vectors.Offer;

    [Fact]
    public void Checking_allocates_nothing_but_the_signature()
    {
        // Debug builds box inside the class library's generic searches, which is no property of the code.
        var optimized = typeof(Address).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };
        var allowed = optimized ? 96 : 1024;
        var payment = X402Vectors.Payment();
        var now = X402Vectors.Now;
        long perCheck;
        var clock = Stopwatch.StartNew();
        do
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
                Scheme.Check(payment, Offer, now);
            perCheck = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        }
        while (perCheck > allowed && clock.Elapsed < TimeSpan.FromSeconds(10));

        Assert.InRange(perCheck, 0, allowed);
    }
}
