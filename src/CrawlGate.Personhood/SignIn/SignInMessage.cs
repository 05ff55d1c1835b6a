using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// What a wallet signs to say who it is: Sign-In with Ethereum (EIP-4361), printed byte for byte as the <c>siwe</c> library prints it.
/// </summary>
public sealed record SignInMessage
{
    internal const string Version = "1";

    private const string Greeting = " wants you to sign in with your Ethereum account:";
    private const int MaxTextLength = 16 * 1024;
    private const int MaxResources = 32;

    /// <summary>The host that asks, with its port unless that is the usual one.</summary>
    public required string Domain { get; init; }

    /// <summary>The account.</summary>
    public required Address Address { get; init; }

    /// <summary>A line for the person to read; empty is the same as none.</summary>
    public string? Statement { get; init; }

    /// <summary>What is signed in to.</summary>
    public required string Uri { get; init; }

    /// <summary>The EIP-155 chain on which the account lives.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>At least eight letters and digits.</summary>
    public required string Nonce { get; init; }

    /// <summary>When the message was made (RFC 3339); the text is part of what is signed.</summary>
    public required string IssuedAt { get; init; }

    /// <summary>When the message ends (RFC 3339); empty is the same as none.</summary>
    public string? ExpirationTime { get; init; }

    /// <summary>When the message begins (RFC 3339); empty is the same as none.</summary>
    public string? NotBefore { get; init; }

    /// <summary>The asker's name for the request; empty is the same as none.</summary>
    public string? RequestId { get; init; }

    /// <summary>URIs that the signer wants to have; a list without any is printed all the same, null is not.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    /// <summary>
    /// Prints the message; false with a reason when a field is not what EIP-4361 allows there. A statement may hold any text but line
    /// breaks and control characters.
    /// </summary>
    public bool TryFormat([NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? error)
    {
        error = Fault();
        text = error is null ? Format() : null;
        return error is null;
    }

    /// <summary>Reads a printed message; false with a reason for any text that no message prints to.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SignInMessage? message, [NotNullWhen(false)] out string? error)
    {
        message = null;
        if (text.Length > MaxTextLength)
        {
            error = "The message is too long.";
            return false;
        }

        var read = Read(text.Split('\n'));
        error = read is null ? "It is not a sign-in message." : read.Fault();
        if (error is null && read!.Format() != text)
            error = "It is not a sign-in message.";

        message = error is null ? read : null;
        return error is null;
    }

    private string? Fault() =>
        !SignInText.IsDomain(Domain) ? "The domain is not a host."
        : !SignInText.IsStatement(Statement ?? "") ? "The statement is not one line of text."
        : !SignInText.IsUri(Uri) ? "The URI is not one."
        : !SignInText.IsNonce(Nonce) ? "The nonce is not eight or more letters and digits."
        : !SignInTime.TryParse(IssuedAt, out _) ? "The time of issue is not one."
        : !string.IsNullOrEmpty(ExpirationTime) && !SignInTime.TryParse(ExpirationTime, out _) ? "The expiration time is not one."
        : !string.IsNullOrEmpty(NotBefore) && !SignInTime.TryParse(NotBefore, out _) ? "The time of beginning is not one."
        : !SignInText.IsRequestId(RequestId ?? "") ? "The request id is not one."
        : Resources is { Count: > MaxResources } || (Resources is not null && !Resources.All(SignInText.IsUri)) ? "A resource is not a URI."
        : null;

    private string Format()
    {
        var text = new StringBuilder()
            .Append(Domain).Append(Greeting).Append('\n')
            .Append(Address).Append("\n\n")
            .Append(Statement).Append(string.IsNullOrEmpty(Statement) ? "\n" : "\n\n")
            .Append("URI: ").Append(Uri)
            .Append("\nVersion: ").Append(Version)
            .Append("\nChain ID: ").Append(CultureInfo.InvariantCulture, $"{ChainId}")
            .Append("\nNonce: ").Append(Nonce)
            .Append("\nIssued At: ").Append(IssuedAt);
        AppendOptional(text, ExpirationTime, NotBefore, RequestId);
        if (Resources is not null)
            text.Append("\nResources:").Append(string.Concat(Resources.Select(resource => "\n- " + resource)));

        return text.ToString();
    }

    /// <summary>The fields that are printed only when they hold something.</summary>
    internal static void AppendOptional(StringBuilder text, string? expirationTime, string? notBefore, string? requestId)
    {
        if (!string.IsNullOrEmpty(expirationTime))
            text.Append("\nExpiration Time: ").Append(expirationTime);
        if (!string.IsNullOrEmpty(notBefore))
            text.Append("\nNot Before: ").Append(notBefore);
        if (!string.IsNullOrEmpty(requestId))
            text.Append("\nRequest ID: ").Append(requestId);
    }

    /// <summary>Takes the fields from their lines. What is only nearly right prints to something else, which the caller compares.</summary>
    private static SignInMessage? Read(string[] lines)
    {
        if (lines.Length < 9 || !lines[0].EndsWith(Greeting, StringComparison.Ordinal) || !Address.TryParse(lines[1], out var address))
            return null;

        var at = lines[3].Length == 0 ? 4 : 5;
        string? Take(string label) =>
            at < lines.Length && lines[at].StartsWith(label, StringComparison.Ordinal) ? lines[at++][label.Length..] : null;

        if (Take("URI: ") is not { } uri || Take("Version: ") is null || Take("Chain ID: ") is not { } chain
            || !ulong.TryParse(chain, NumberStyles.None, CultureInfo.InvariantCulture, out var chainId)
            || Take("Nonce: ") is not { } nonce || Take("Issued At: ") is not { } issuedAt)
        {
            return null;
        }

        return new SignInMessage
        {
            Domain = lines[0][..^Greeting.Length],
            Address = address,
            Statement = lines[3].Length == 0 ? null : lines[3],
            Uri = uri,
            ChainId = chainId,
            Nonce = nonce,
            IssuedAt = issuedAt,
            ExpirationTime = Take("Expiration Time: "),
            NotBefore = Take("Not Before: "),
            RequestId = Take("Request ID: "),
            Resources = Take("Resources:") is null ? null : [.. lines[at..].Select(line => line.StartsWith("- ", StringComparison.Ordinal) ? line[2..] : "")],
        };
    }
}
