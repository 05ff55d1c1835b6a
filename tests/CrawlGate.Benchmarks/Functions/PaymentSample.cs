using CrawlGate.Client;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Benchmarks;

/// <summary>A genuine payment for a long-lived offer, in all the forms that the benchmarks start from.</summary>
internal sealed class PaymentSample
{
    private static readonly TokenAsset Usdc = KnownAssets.ForNetwork(CaipNetwork.Parse(GatewayFile.Network))!;

    public PaymentSample()
        : this(DevAccount.All[0].PrivateKey)
    {
    }

    private PaymentSample(string privateKey)
    {
        using var signer = PrivateKeySigner.FromHex(privateKey);
        var client = new ExactEvmClient();
        Now = TimeProvider.System.GetUtcNow();
        var payload = client.CreatePayloadAsync(Offer, Usdc, signer, Now, 2).AsTask().GetAwaiter().GetResult().Payload;
        var offerJson = System.Text.Json.JsonSerializer.SerializeToElement(Offer, X402JsonContext.Default.PaymentRequirements);
        var resource = System.Text.Json.JsonSerializer.SerializeToElement(
            new ResourceInfo { Url = "https://tidepool.example/posts/tides", Description = "An article" }, X402JsonContext.Default.ResourceInfo);
        var quote = new Quote(2, null, resource, null, [new Offer(Offer, Usdc.Network, offerJson)]);
        Header = SignedPayment.Encode(quote, quote.Offers[0], payload).Value;

        if (!PaymentHeader.TryDecodePayment(Header, out var payment, out var error))
            throw new InvalidOperationException(error);
        Payment = payment!;
        var inspection = Scheme.Inspect(Payment, Offer, Now);
        if (!inspection.SignatureProven || !EcdsaSignature.TryParse(inspection.Payload.Signature.Span, out var signature))
            throw new InvalidOperationException("The sample payment does not verify.");
        Digest = inspection.Digest;
        Signature = signature;
    }

    public static ExactEvmScheme Scheme { get; } = new();

    public static PaymentRequirements Offer { get; } = Scheme.CreateOffer(new OfferTerms(Usdc, 1000, DevAccount.All[2].Address, 300));

    public PaymentPayload Payment { get; }

    public DateTimeOffset Now { get; }

    public string Header { get; }

    public Bytes32 Digest { get; }

    public EcdsaSignature Signature { get; }

    public int RecoveryId => Signature.V - 27;

    /// <summary>Payments of as many payers; far more of them than the verifier can count, taken in turn, so that each stays a stranger.</summary>
    public static PaymentSample[] OfStrangers(int count) =>
        [.. Enumerable.Range(1, count).Select(key => new PaymentSample(key.ToString("x64", System.Globalization.CultureInfo.InvariantCulture)))];
}
