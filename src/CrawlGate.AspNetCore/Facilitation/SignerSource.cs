using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>Reads the settlement keys from where the configuration says.</summary>
internal static class SignerSource
{
    /// <summary>
    /// Loads the signers, at least one, no two with the same account; or says which setting is wrong and why, without any part of a
    /// key, and keeps none.
    /// </summary>
    public static bool TryLoad(LocalFacilitatorOptions options, out IReadOnlyList<PrivateKeySigner> signers, out string key, out string error)
    {
        var loaded = new List<PrivateKeySigner>();
        signers = loaded;
        (key, error) = (nameof(options.SignerKeyFile), "");
        try
        {
            foreach (var (setting, load) in Sources(options))
            {
                key = setting;
                loaded.Add(load());
                if (loaded.DistinctBy(signer => signer.Address).Count() != loaded.Count)
                    throw new FormatException($"{loaded[^1].Address} is named twice.");
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or ArgumentException or InvalidOperationException)
        {
            error = exception.Message;
            loaded.ForEach(signer => signer.Dispose());
            loaded.Clear();
            return false;
        }
    }

    private static IEnumerable<(string Setting, Func<PrivateKeySigner> Load)> Sources(LocalFacilitatorOptions options)
    {
        if (options.SignerKeyFile is { } file)
            yield return (nameof(options.SignerKeyFile), () => PrivateKeySigner.FromFile(file));
        else if (options.SignerKeyVariable is not null || options.SignerKeyFiles.Count == 0)
            yield return (nameof(options.SignerKeyVariable), () => PrivateKeySigner.FromEnvironment(options.SignerKeyVariable ?? ""));
        for (var i = 0; i < options.SignerKeyFiles.Count; i++)
        {
            var path = options.SignerKeyFiles[i];
            yield return ($"{nameof(options.SignerKeyFiles)}:{i}", () => PrivateKeySigner.FromFile(path));
        }
    }
}
