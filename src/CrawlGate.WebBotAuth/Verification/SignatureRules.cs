using System.Globalization;

namespace CrawlGate.WebBotAuth;

/// <summary>What Web Bot Auth asks of a signature before any key is looked up.</summary>
internal static class SignatureRules
{
    public const string Tag = "web-bot-auth";

    /// <summary>The first rule a signature breaks; null when it keeps all.</summary>
    public static SignatureProblem? Check(MessageSignature signature, WebBotAuthVerifierOptions options, DateTimeOffset now) =>
        signature.Unsupported ?? CheckParameters(signature) ?? CheckTimes(signature, options, now) ?? CheckCoverage(signature);

    private static SignatureProblem? CheckParameters(MessageSignature signature)
    {
        if (signature.Created is null || signature.Expires is null || signature.KeyId is null)
            return new SignatureProblem(SignatureFault.MissingParameter, "created, expires and keyid are required.");
        if (signature.Algorithm is not null && !SignatureAlgorithms.IsForWebBotAuth(signature.Algorithm))
            return new SignatureProblem(SignatureFault.UnsupportedAlgorithm, "alg is neither ed25519 nor rsa-pss-sha512.");

        return JwkThumbprint.IsThumbprint(signature.KeyId) ? null : SignatureProblem.Malformed("keyid is no JWK thumbprint.");
    }

    private static SignatureProblem? CheckTimes(MessageSignature signature, WebBotAuthVerifierOptions options, DateTimeOffset now)
    {
        var (created, expires, seconds) = (signature.Created!.Value, signature.Expires!.Value, now.ToUnixTimeSeconds());
        if (expires < created)
            return SignatureProblem.Malformed("expires is before created.");
        if (seconds > expires)
            return new SignatureProblem(SignatureFault.Expired, string.Create(CultureInfo.InvariantCulture, $"The signature expired {seconds - expires} s ago."));
        if (created > seconds + (long)options.ClockSkew.TotalSeconds)
            return new SignatureProblem(SignatureFault.NotYetValid, string.Create(CultureInfo.InvariantCulture, $"The signature is created {created - seconds} s in the future."));

        return expires - created > (long)options.MaxLifetime.TotalSeconds
            ? new SignatureProblem(SignatureFault.LifetimeTooLong, string.Create(CultureInfo.InvariantCulture, $"The signature lasts {expires - created} s, more than accepted."))
            : null;
    }

    // With parameters these would be components of something else.
    private static SignatureProblem? CheckCoverage(MessageSignature signature) =>
        signature.Components.Exists(static component => component is { Name: "@authority" or "@target-uri", Parameters.Count: 0 })
            ? null
            : new SignatureProblem(SignatureFault.UncoveredAuthority, "The signature covers neither @authority nor @target-uri.");
}
