using System.Security.Cryptography;
using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// The <c>exact</c> scheme on EVM chains with EIP-3009: the buyer signs a transfer of exactly the price, anybody may submit it.
/// </summary>
public sealed class ExactEvmScheme : IPaymentScheme
{
    /// <summary>The scheme's name on the wire.</summary>
    public const string SchemeName = "exact";

    /// <summary>Seconds of validity that must be left, so that a settlement still arrives in time.</summary>
    public const int SecondsToSettle = 6;

    /// <summary>
    /// How much longer than the offer's <c>maxTimeoutSeconds</c> an authorization may stay valid; null for no limit, as in the
    /// reference. A payment must be remembered for as long as it could be repeated, so a limit bounds what has to be remembered.
    /// </summary>
    public TimeSpan? MaxExtraValidity { get; init; } = TimeSpan.FromHours(24);

    /// <inheritdoc/>
    public string Name => SchemeName;

    /// <inheritdoc/>
    public bool Supports(CaipNetwork network) => network.EvmChainId is not null;

    /// <inheritdoc/>
    public PaymentRequirements CreateOffer(OfferTerms terms) => new()
    {
        Scheme = SchemeName,
        Network = terms.Asset.Network.ToString(),
        Amount = terms.Amount.ToString(),
        Asset = terms.Asset.Address.ToString(),
        PayTo = terms.PayTo.ToString(),
        MaxTimeoutSeconds = terms.MaxTimeoutSeconds,
        Extra = CreateExtra(terms),
    };

    /// <inheritdoc/>
    public PaymentCheck Check(PaymentPayload payment, PaymentRequirements requirements, DateTimeOffset now)
    {
        var inspection = Inspect(payment, requirements, now);
        if (inspection.RefusedEarly is { } early)
            return PaymentCheck.Invalid(early);

        var authorization = inspection.Payload.Authorization;
        return new PaymentCheck
        {
            InvalidReason = inspection.RefusedLate,
            IsOver = inspection.RefusedLate == ExactEvmErrors.ValidBefore,
            IsIdentified = true,
            Key = new AuthorizationKey(inspection.Terms.ChainId, inspection.Terms.Asset, authorization.From, authorization.Nonce),
            Fingerprint = Fingerprint(inspection),
            SignatureProven = inspection.SignatureProven,
            ValidBefore = ToInstant(authorization.ValidBefore),
        };
    }

    /// <summary>What a payment authorises, without any check; false when it is not of this scheme or malformed.</summary>
    public static bool TryReadAuthorization(PaymentPayload payment, out Eip3009Authorization authorization)
    {
        authorization = default;
        if (payment.Scheme != SchemeName || !ExactEvmPayload.TryRead(payment.Payload, out var payload))
            return false;

        authorization = payload.Authorization;
        return true;
    }

    /// <summary>
    /// The checks in the order of the reference, so that a payment with several faults gets the same reason everywhere. A
    /// signature that is not the payer's own key is no refusal here: a contract wallet may still accept it, in any format.
    /// </summary>
    internal ExactEvmInspection Inspect(PaymentPayload payment, PaymentRequirements requirements, DateTimeOffset now)
    {
        if (payment.Scheme != SchemeName)
            return new ExactEvmInspection { RefusedEarly = ExactEvmErrors.Scheme };
        if (!ExactEvmTerms.TryGet(requirements, out var terms, out var invalidReason))
            return new ExactEvmInspection { RefusedEarly = invalidReason };
        if (payment.Network != (payment.X402Version == 1 ? terms.V1Network : terms.Network))
            return new ExactEvmInspection { RefusedEarly = ExactEvmErrors.NetworkMismatch };
        if (!ExactEvmPayload.TryRead(payment.Payload, out var payload))
            return new ExactEvmInspection { RefusedEarly = X402Errors.InvalidPayload };

        var digest = payload.Authorization.Digest(terms.DomainSeparator);
        return new ExactEvmInspection
        {
            Terms = terms,
            Payload = payload,
            Digest = digest,
            SignatureProven = EcdsaSignature.TryParse(payload.Signature.Span, out var signature)
                && Secp256k1.IsSignedBy(digest, signature, payload.Authorization.From),
            RefusedLate = CheckTerms(payload.Authorization, terms, payment.X402Version, requirements.MaxTimeoutSeconds, now.ToUnixTimeSeconds()),
        };
    }

    private string? CheckTerms(in Eip3009Authorization authorization, ExactEvmTerms terms, int version, int maxTimeoutSeconds, long now)
    {
        if (authorization.To != terms.PayTo)
            return ExactEvmErrors.RecipientMismatch;
        if (authorization.ValidBefore < (ulong)(now + SecondsToSettle))
            return ExactEvmErrors.ValidBefore;
        if (MaxExtraValidity is { } extra && authorization.ValidBefore > (ulong)(now + Math.Max(0, maxTimeoutSeconds) + (long)extra.TotalSeconds))
            return ExactEvmErrors.ValidTooLong;
        if (authorization.ValidAfter > (ulong)now)
            return ExactEvmErrors.ValidAfter;
        if (authorization.Value != terms.Amount)
            return version == 1 ? ExactEvmErrors.ValueMismatchV1 : ExactEvmErrors.ValueMismatch;

        return null;
    }

    private static Bytes32 Fingerprint(in ExactEvmInspection inspection)
    {
        var signature = inspection.Payload.Signature.Span;
        var signed = signature.Length <= EcdsaSignature.Length ? stackalloc byte[Bytes32.Length + signature.Length] : new byte[Bytes32.Length + signature.Length];
        inspection.Digest.WriteTo(signed);
        signature.CopyTo(signed[Bytes32.Length..]);
        Span<byte> hash = stackalloc byte[Bytes32.Length];
        SHA256.HashData(signed, hash);
        return new Bytes32(hash);
    }

    private static DateTimeOffset ToInstant(UInt256 unixSeconds) =>
        unixSeconds.TryGetUInt64(out var seconds) && seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : DateTimeOffset.MaxValue;

    private static JsonElement CreateExtra(OfferTerms terms)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, terms.Asset.Name);
            json.WriteString("version"u8, terms.Asset.Version);
            if (terms.IsUpfront)
                json.WriteString("paymentFlow"u8, "upfront"u8);
            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.ToArray());
    }
}
