using System.Text.Json;
using CrawlGate.Client;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Benchmarks;

/// <summary>Payments for one offer, signed before the measurement, no two the same.</summary>
internal static class SignedPayments
{
    private static readonly TokenAsset Usdc = KnownAssets.ForNetwork(CaipNetwork.Parse(GatewayFile.Network))!;

    /// <summary>The offer that all of them pay.</summary>
    public static PaymentRequirements Offer(Address payTo) => PaymentSample.Scheme.CreateOffer(new OfferTerms(Usdc, 1000, payTo, 3600));

    /// <summary>So many payments, the payers in turn.</summary>
    public static async Task<FacilitatorRequest[]> SignAsync(PaymentRequirements offer, IReadOnlyList<string> payers, int count)
    {
        var (client, now) = (new ExactEvmClient(), TimeProvider.System.GetUtcNow());
        var json = JsonSerializer.SerializeToElement(offer, X402JsonContext.Default.PaymentRequirements);
        var resource = JsonSerializer.SerializeToElement(new ResourceInfo { Url = "https://tidepool.example/posts/tides" }, X402JsonContext.Default.ResourceInfo);
        var quote = new Quote(2, null, resource, null, [new Offer(offer, Usdc.Network, json)]);
        var signers = payers.Select(key => PrivateKeySigner.FromHex(key)).ToArray();
        var requests = new FacilitatorRequest[count];
        await Parallel.ForAsync(0, count, async (i, cancellationToken) =>
        {
            var signed = await client.CreatePayloadAsync(offer, Usdc, signers[i % signers.Length], now, quote.Version, cancellationToken);
            if (!PaymentHeader.TryDecodePayment(SignedPayment.Encode(quote, quote.Offers[0], signed.Payload).Value, out var payment, out var error))
                throw new InvalidOperationException(error);
            requests[i] = new FacilitatorRequest(payment!, offer);
        });
        foreach (var signer in signers)
            signer.Dispose();
        return requests;
    }

    /// <summary>The call that settles a payment: to the token, with this data.</summary>
    public static byte[] Call(FacilitatorRequest request)
    {
        var inspection = PaymentSample.Scheme.Inspect(request.Payment, request.Requirements, TimeProvider.System.GetUtcNow());
        return inspection.SignatureProven ? ExactEvmChain.TransferCall(inspection.Payload) : throw new InvalidOperationException("A payment does not verify.");
    }
}
