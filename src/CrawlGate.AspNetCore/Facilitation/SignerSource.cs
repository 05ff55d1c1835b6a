using System.Diagnostics.CodeAnalysis;
using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>Reads the settlement key from where the configuration says.</summary>
internal static class SignerSource
{
    /// <summary>Loads the signer, or says which setting is wrong and why, without any part of the key.</summary>
    public static bool TryLoad(LocalFacilitatorOptions options, [NotNullWhen(true)] out PrivateKeySigner? signer, out string key, out string error)
    {
        signer = null;
        key = options.SignerKeyFile is not null ? nameof(options.SignerKeyFile) : nameof(options.SignerKeyVariable);
        error = "";
        try
        {
            signer = options.SignerKeyFile is { } file ? PrivateKeySigner.FromFile(file) : PrivateKeySigner.FromEnvironment(options.SignerKeyVariable ?? "");
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or ArgumentException or InvalidOperationException)
        {
            error = exception.Message;
            return false;
        }
    }
}
