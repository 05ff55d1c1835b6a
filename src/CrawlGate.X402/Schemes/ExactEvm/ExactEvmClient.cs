using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Pays <c>exact</c> offers on EVM chains with EIP-3009 authorizations (specs/schemes/exact/scheme_exact_evm.md).</summary>
public sealed class ExactEvmClient : IPaymentSchemeClient
{
    /// <summary>
    /// The longest validity that is signed, whatever the offer asks for: a seller who never serves can hold the money no longer
    /// than this.
    /// </summary>
    public static readonly TimeSpan MaxValidity = TimeSpan.FromHours(1);

    private const int LegacyBackdateSeconds = 600;

    private readonly Func<Bytes32> _nextNonce;

    /// <summary>Takes nonces from the system's random number generator.</summary>
    public ExactEvmClient() : this(RandomNonce) { }

    internal ExactEvmClient(Func<Bytes32> nextNonce) => _nextNonce = nextNonce;

    /// <inheritdoc/>
    public string Scheme => "exact";

    /// <inheritdoc/>
    public bool Supports(PaymentRequirements offer) =>
        CaipNetwork.TryParse(offer.Network, out var network)
        && network.EvmChainId is not null
        && ExtraText(offer, "assetTransferMethod"u8, "eip3009") is "eip3009"
        && ExtraText(offer, "paymentFlow"u8, "authorization") is "authorization" or "upfront";

    /// <inheritdoc/>
    public async ValueTask<SignedPayload> CreatePayloadAsync(
        PaymentRequirements offer, TokenAsset asset, IEthereumSigner signer, DateTimeOffset now, int x402Version, CancellationToken cancellationToken = default)
    {
        var chainId = asset.Network.EvmChainId ?? throw new ArgumentException("The token is not on an EVM chain.", nameof(asset));
        var seconds = Math.Min(offer.MaxTimeoutSeconds, (long)MaxValidity.TotalSeconds);
        var validBefore = now.ToUnixTimeSeconds() + seconds;
        var validAfter = x402Version == 1 ? now.ToUnixTimeSeconds() - LegacyBackdateSeconds : 0;
        var authorization = new Eip3009Authorization(
            signer.Address,
            Address.Parse(offer.PayTo),
            UInt256.Parse(offer.Amount),
            (ulong)validAfter,
            (ulong)validBefore,
            _nextNonce());

        var digest = authorization.Digest(Eip712.DomainSeparator(asset.Name, asset.Version, chainId, asset.Address));
        var signature = await signer.SignAsync(digest, cancellationToken);
        return new SignedPayload(Write(authorization, Hex.Encode(signature.ToArray()), x402Version), DateTimeOffset.FromUnixTimeSeconds(validBefore));
    }

    private static Bytes32 RandomNonce()
    {
        Span<byte> nonce = stackalloc byte[Bytes32.Length];
        RandomNumberGenerator.Fill(nonce);
        return new Bytes32(nonce);
    }

    /// <summary>Member order follows the reference clients, which differ between the versions.</summary>
    private static JsonElement Write(in Eip3009Authorization authorization, string signature, int x402Version)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (x402Version == 1)
                writer.WriteString("signature"u8, signature);
            writer.WriteStartObject("authorization"u8);
            writer.WriteString("from"u8, authorization.From.ToString());
            writer.WriteString("to"u8, authorization.To.ToString());
            writer.WriteString("value"u8, authorization.Value.ToString());
            writer.WriteString("validAfter"u8, authorization.ValidAfter.ToString());
            writer.WriteString("validBefore"u8, authorization.ValidBefore.ToString());
            writer.WriteString("nonce"u8, authorization.Nonce.ToString());
            writer.WriteEndObject();
            if (x402Version != 1)
                writer.WriteString("signature"u8, signature);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static string ExtraText(PaymentRequirements offer, ReadOnlySpan<byte> name, string whenAbsent)
    {
        if (offer.Extra is not { ValueKind: JsonValueKind.Object } extra || !extra.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
            return whenAbsent;

        return member.ValueKind == JsonValueKind.String ? member.GetString()! : "";
    }
}
