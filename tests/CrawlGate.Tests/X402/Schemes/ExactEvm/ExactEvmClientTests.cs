using System.Text.Json;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class ExactEvmClientTests
{
    private static readonly TokenAsset Usdc = KnownAssets.ForNetwork(CaipNetwork.ForEvm(84532))!;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_999_999_700);

    private static readonly JsonElement Vectors =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "x402-vectors.json"))).RootElement;

    private static readonly PaymentRequirements Offer = new()
    {
        Scheme = "exact",
        Network = "eip155:84532",
        Amount = "1000",
        Asset = "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        PayTo = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
        MaxTimeoutSeconds = 300,
    };

    [Theory]
    [InlineData("eip3009_base_sepolia_usdc", 84532)]
    [InlineData("eip3009_base_mainnet_usdc", 8453)]
    public async Task C3_Signature_is_the_golden_one(string name, ulong chainId)
    {
        var vector = Vectors.GetProperty("typedData").GetProperty(name);
        var asset = KnownAssets.ForNetwork(CaipNetwork.ForEvm(chainId))!;

        var signed = await Sign(Golden(), Offer, 2, asset);

        Assert.Equal(vector.GetProperty("signature").GetString(), signed.Payload.GetProperty("signature").GetString());
        Assert.True(JsonElement.DeepEquals(vector.GetProperty("message"), signed.Payload.GetProperty("authorization")));
        Assert.Equal(2_000_000_000, signed.ValidBefore.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task C3_Signature_has_v_27_or_28_and_low_s_for_any_nonce()
    {
        var client = new ExactEvmClient();
        for (var i = 0; i < 50; i++)
        {
            var signed = await Sign(client, Offer, 2, Usdc);
            var bytes = Hex.Decode(signed.Payload.GetProperty("signature").GetString());

            // Refuses everything else.
            Assert.True(EcdsaSignature.TryParse(bytes, out _));
        }
    }

    [Fact]
    public async Task C9_Window_is_from_zero_to_the_timeout_and_in_version_1_from_ten_minutes_ago()
    {
        var authorization = (await Sign(new ExactEvmClient(), Offer, 2, Usdc)).Payload.GetProperty("authorization");
        Assert.Equal("0", authorization.GetProperty("validAfter").GetString());
        Assert.Equal("2000000000", authorization.GetProperty("validBefore").GetString());

        authorization = (await Sign(new ExactEvmClient(), Offer, 1, Usdc)).Payload.GetProperty("authorization");
        Assert.Equal("1999999100", authorization.GetProperty("validAfter").GetString());
    }

    [Fact]
    public async Task C9_Window_is_capped_whatever_the_offer_asks_for()
    {
        var signed = await Sign(new ExactEvmClient(), Offer with { MaxTimeoutSeconds = int.MaxValue }, 2, Usdc);

        Assert.Equal(Now + ExactEvmClient.MaxValidity, signed.ValidBefore);
    }

    [Fact]
    public async Task C9_Nonces_are_unique_over_100000_samples()
    {
        var client = new ExactEvmClient();
        var signer = new FreeSigner();
        var nonces = new HashSet<Bytes32>();
        for (var i = 0; i < 100_000; i++)
        {
            var signed = await client.CreatePayloadAsync(Offer, Usdc, signer, Now, 2);
            Assert.True(nonces.Add(Bytes32.Parse(signed.Payload.GetProperty("authorization").GetProperty("nonce").GetString())));
        }
    }

    [Theory]
    [InlineData(true, "eip155:1", "{}")]
    [InlineData(true, "eip155:1", """{"assetTransferMethod":"eip3009","paymentFlow":"upfront"}""")]
    [InlineData(true, "eip155:1", """{"assetTransferMethod":null,"paymentFlow":null}""")]
    [InlineData(false, "eip155:1", """{"assetTransferMethod":"permit2"}""")]
    [InlineData(false, "eip155:1", """{"paymentFlow":"escrow"}""")]
    [InlineData(false, "eip155:1", """{"paymentFlow":1}""")]
    [InlineData(false, "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "{}")]
    [InlineData(false, "eip155:01", "{}")]
    public void C5_Only_known_networks_flows_and_ways_of_transfer_are_supported(bool expected, string network, string extra) =>
        Assert.Equal(expected, new ExactEvmClient().Supports(Offer with { Network = network, Extra = JsonElement.Parse(extra) }));

    private static ExactEvmClient Golden() =>
        new(() => Bytes32.Parse("0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));

    private static async Task<SignedPayload> Sign(ExactEvmClient client, PaymentRequirements offer, int version, TokenAsset asset) =>
        await client.CreatePayloadAsync(offer, asset, Client.Wire.Signer, Now, version);

    /// <summary>Signs nothing, because only nonces are looked at.</summary>
    private sealed class FreeSigner : IEthereumSigner
    {
        private static readonly EcdsaSignature Some = Parse();

        public Address Address { get; } = Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

        public ValueTask<EcdsaSignature> SignAsync(Bytes32 digest, CancellationToken cancellationToken = default) => ValueTask.FromResult(Some);

        private static EcdsaSignature Parse() =>
            EcdsaSignature.TryParse(Hex.Decode(Vectors.GetProperty("typedData").GetProperty("eip3009_base_sepolia_usdc").GetProperty("signature").GetString()), out var signature)
                ? signature
                : throw new InvalidOperationException("The golden signature does not parse.");
    }
}
