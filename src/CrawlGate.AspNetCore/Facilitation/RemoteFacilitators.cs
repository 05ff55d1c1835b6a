using System.Net.Http.Headers;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>The facilitators elsewhere that the options name, each with its own API key.</summary>
internal static class RemoteFacilitators
{
    private const int MaxKeyLength = 512;

    /// <summary>The facilitator at one of the URLs.</summary>
    /// <exception cref="InvalidOperationException">Its key cannot be read; <see cref="Check"/> tells that before.</exception>
    public static HttpFacilitator Create(FacilitatorOptions options, int index, TimeProvider time)
    {
        if (KeyFileOf(options, index) is not { } file)
            return new HttpFacilitator(new Uri(options.Urls[index]), timeProvider: time);
        if (!TryLoad(file, out var key, out var error))
            throw new InvalidOperationException($"{nameof(options.ApiKeyFiles)}:{index}: {error}");

        return new HttpFacilitator(
            new Uri(options.Urls[index]),
            new HttpFacilitatorOptions
            {
                Authorize = (request, _) =>
                {
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
                    return ValueTask.CompletedTask;
                },
            },
            time);
    }

    /// <summary>Adds what is wrong with the keys, without any part of one.</summary>
    public static void Check(FacilitatorOptions options, SettingErrors errors)
    {
        const string Setting = nameof(options.ApiKeyFiles);
        if (options.ApiKeyFiles.Count > options.Urls.Count)
            errors.Add(Setting, "has more entries than Urls: each is the key of the URL at its place");
        for (var i = 0; i < Math.Min(options.ApiKeyFiles.Count, options.Urls.Count); i++)
        {
            if (KeyFileOf(options, i) is { } file && !TryLoad(file, out _, out var error))
                errors.Add($"{Setting}:{i}", error);
        }
    }

    private static string? KeyFileOf(FacilitatorOptions options, int index) =>
        index < options.ApiKeyFiles.Count && !string.IsNullOrWhiteSpace(options.ApiKeyFiles[index]) ? options.ApiKeyFiles[index] : null;

    private static bool TryLoad(string file, out string key, out string error)
    {
        try
        {
            key = File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            (key, error) = ("", exception.Message);
            return false;
        }

        error = key.Length is 0 or > MaxKeyLength ? $"the key must have 1 to {MaxKeyLength} characters"
            : key.AsSpan().ContainsAnyExceptInRange('!', '~') ? "the key must be of visible ASCII characters without spaces"
            : "";
        return error.Length == 0;
    }
}
