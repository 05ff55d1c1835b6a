namespace CrawlGate.WebBotAuth;

/// <summary>Makes signatures of messages (RFC 9421 section 3.1).</summary>
internal static class MessageSigner
{
    /// <summary>The signature as a byte sequence of a structured field, <c>:…:</c>.</summary>
    /// <param name="message">The message as it will be sent.</param>
    /// <param name="label">The signature's label.</param>
    /// <param name="input">Its member in <c>Signature-Input</c>: the covered components and the parameters.</param>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidOperationException">The message lacks a component, or it cannot be signed.</exception>
    public static string Sign(SignedMessage message, string label, string input, Ed25519SigningKey key)
    {
        if (SignatureBase.TryBuild(message, MessageSignature.Prepare(label, input), out var signatureBase) is { } problem)
            throw new InvalidOperationException($"The message cannot be signed. {problem.Detail}");

        using (signatureBase)
            return $":{Convert.ToBase64String(key.Sign(signatureBase.Bytes))}:";
    }
}
