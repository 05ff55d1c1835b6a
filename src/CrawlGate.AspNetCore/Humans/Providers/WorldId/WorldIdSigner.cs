using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>Reads the key that signs requests from where the configuration says.</summary>
internal static class WorldIdSigner
{
    /// <summary>Loads it, or says which setting is wrong and why, without any part of the key.</summary>
    public static bool TryLoad(WorldIdOptions options, out PrivateKeySigner signer, out string key, out string error)
    {
        (signer, error) = (null!, "");
        key = options.SigningKeyVariable is null ? nameof(options.SigningKeyFile) : nameof(options.SigningKeyVariable);
        if (options.SigningKeyFile is null == options.SigningKeyVariable is null)
        {
            error = $"set one of {nameof(options.SigningKeyFile)} and {nameof(options.SigningKeyVariable)}: where the key is that signs requests";
            return false;
        }

        try
        {
            signer = options.SigningKeyFile is { } file ? PrivateKeySigner.FromFile(file) : PrivateKeySigner.FromEnvironment(options.SigningKeyVariable!);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or ArgumentException or InvalidOperationException)
        {
            error = exception.Message;
            return false;
        }
    }
}
