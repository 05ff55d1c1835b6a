using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CrawlGate.AspNetCore;

/// <summary>The secret of a facilitator's client. Only its digest is kept.</summary>
internal sealed class ApiKey
{
    /// <summary>Fewer characters could be guessed.</summary>
    public const int MinLength = 24;

    /// <summary>Longer credentials are not looked at.</summary>
    public const int MaxLength = 512;

    private readonly byte[] _digest;

    public ApiKey(string key) => _digest = Digest(key);

    /// <summary>The digest of a key that somebody brings.</summary>
    public static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Whether a digest is this key's. Takes the same time however much of it is right.</summary>
    public bool Has(ReadOnlySpan<byte> digest) => CryptographicOperations.FixedTimeEquals(digest, _digest);

    /// <summary>Whether two clients would be taken for each other.</summary>
    public bool IsSameAs(ApiKey other) => Has(other._digest);

    /// <summary>Reads the key from where the options say, or tells which setting is wrong and why, without any part of the key.</summary>
    public static bool TryLoad(FacilitatorClientOptions options, [NotNullWhen(true)] out ApiKey? key, out string setting, out string error)
    {
        key = null;
        setting = options.KeyFile is not null ? nameof(options.KeyFile) : nameof(options.KeyVariable);
        string? text;
        try
        {
            text = options.KeyFile is { } file ? File.ReadAllText(file).Trim() : Environment.GetEnvironmentVariable(options.KeyVariable!)?.Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            error = exception.Message;
            return false;
        }

        error = text switch
        {
            null => "the environment variable is not set",
            { Length: < MinLength } => $"the key must have at least {MinLength} characters",
            { Length: > MaxLength } => $"the key must have at most {MaxLength} characters",
            _ when text.AsSpan().ContainsAnyExceptInRange('!', '~') => "the key must be of visible ASCII characters without spaces",
            _ => "",
        };
        if (error.Length > 0)
            return false;

        key = new ApiKey(text!);
        return true;
    }
}
