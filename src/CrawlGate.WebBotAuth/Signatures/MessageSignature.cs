using System.Buffers;

namespace CrawlGate.WebBotAuth;

/// <summary>One signature of a message: a member of <c>Signature-Input</c> with its member of <c>Signature</c> (RFC 9421 section 4).</summary>
internal sealed class MessageSignature
{
    public const string InputHeader = "signature-input";
    public const string SignatureHeader = "signature";

    // An RSA signature of 8192 bits; nothing accepted is longer.
    private const int MaxSignatureLength = 1024;

    private MessageSignature(string label, FieldParameters parameters, List<CoveredComponent> components, byte[] value) =>
        (Label, Parameters, Components, Value) = (label, parameters, components, value);

    public string Label { get; }

    public List<CoveredComponent> Components { get; }

    /// <summary>The signature's parameters in the order received, the unknown ones included.</summary>
    public FieldParameters Parameters { get; }

    /// <summary>Why the signature cannot be checked: it covers something unknown. The components are not all there then.</summary>
    public SignatureProblem? Unsupported { get; private set; }

    /// <summary>The signature itself.</summary>
    public byte[] Value { get; }

    /// <summary>Unix seconds.</summary>
    public long? Created { get; private set; }

    /// <summary>Unix seconds.</summary>
    public long? Expires { get; private set; }

    public string? KeyId { get; private set; }

    public string? Algorithm { get; private set; }

    public string? Nonce { get; private set; }

    public string? Tag { get; private set; }

    /// <summary>
    /// Reads the signatures of a message: none when it has neither header. One that does not parse makes all of them malformed.
    /// </summary>
    public static SignatureProblem? TryRead(SignedMessage message, out IReadOnlyList<MessageSignature> signatures)
    {
        signatures = [];
        var inputs = message.GetField(InputHeader).Combined;
        var values = message.GetField(SignatureHeader).Combined;
        if (inputs is null && values is null)
            return null;
        if (inputs is null || values is null)
            return SignatureProblem.Malformed("Signature and Signature-Input come together.");
        if (!FieldReader.TryReadDictionary(inputs, out var inputMembers) || !FieldReader.TryReadDictionary(values, out var valueMembers))
            return SignatureProblem.Malformed("Signature or Signature-Input is no well-formed dictionary.");
        if (inputMembers.Length != valueMembers.Length)
            return SignatureProblem.Malformed("Signature and Signature-Input have different labels.");

        var read = new List<MessageSignature>(inputMembers.Length);
        foreach (var input in inputMembers)
        {
            if (Array.Find(valueMembers, member => member.Key == input.Key) is not { InnerList: null } value)
                return SignatureProblem.Malformed("Signature and Signature-Input have different labels.");

            if (TryRead(input, value, out var signature) is { } problem)
                return problem;

            read.Add(signature!);
        }

        signatures = read;
        return null;
    }

    /// <summary>The components and parameters of a signature that is yet to be made.</summary>
    /// <param name="label">Its label.</param>
    /// <param name="input">The value of its member in <c>Signature-Input</c>.</param>
    /// <exception cref="ArgumentException">The input is not well-formed.</exception>
    public static MessageSignature Prepare(string label, string input) =>
        FieldReader.TryReadDictionary($"{label}={input}", out var members) && members is [{ InnerList: not null }]
            && Create(members[0], [], out var signature) is null && signature!.Unsupported is null
            ? signature
            : throw new ArgumentException($"'{label}={input}' is no well-formed signature input.", nameof(input));

    /// <summary>
    /// Whether a key made this signature over the message: null when it did. Times, tag and what is covered are not judged here.
    /// </summary>
    public SignatureProblem? Verify(SignedMessage message, VerificationKey key)
    {
        if (SignatureBase.TryBuild(message, this, out var signatureBase) is { } problem)
            return problem;

        using (signatureBase)
            return Verify(signatureBase, key);
    }

    /// <summary>Whether a key made this signature over a base that was built before: null when it did.</summary>
    public SignatureProblem? Verify(SignatureBase signatureBase, VerificationKey key)
    {
        if (Algorithm is not null && Algorithm != key.Algorithm)
            return new SignatureProblem(SignatureFault.AlgorithmMismatch, "alg is not the key's algorithm.");

        return key.Verify(signatureBase.Bytes, Value)
            ? null
            : new SignatureProblem(SignatureFault.Refuted, "The signature was not made over this message by the key it names.");
    }

    private static SignatureProblem? TryRead(FieldMember input, FieldMember value, out MessageSignature? signature)
    {
        signature = null;
        return input.InnerList is null || !TryGetBytes(value.Item.Value, out var bytes)
            ? SignatureProblem.Malformed("A signature is no byte sequence, or its input no list.")
            : Create(input, bytes, out signature);
    }

    private static SignatureProblem? Create(FieldMember input, byte[] value, out MessageSignature? signature)
    {
        signature = null;
        SignatureProblem? unsupported = null;
        var components = new List<CoveredComponent>(input.InnerList!.Length);
        foreach (var item in input.InnerList)
        {
            var problem = CoveredComponent.TryRead(item, out var component);
            if (problem is { Fault: SignatureFault.Malformed })
                return problem;

            unsupported ??= problem;
            if (component is null)
                continue;
            foreach (var other in components)
                if (other.IsSame(component))
                    return SignatureProblem.Malformed($"The component \"{component.Name}\" is covered twice.");

            components.Add(component);
        }

        signature = new MessageSignature(input.Key, input.Parameters, components, value) { Unsupported = unsupported };
        return signature.ReadParameters() ? null : SignatureProblem.Malformed("A signature parameter has the wrong type.");
    }

    private bool ReadParameters()
    {
        foreach (ref readonly var parameter in Parameters.Items)
        {
            var value = parameter.Value;
            long seconds;
            string? text;
            switch (parameter.Key.Span)
            {
                case "created" when value.TryGetInteger(out seconds):
                    Created = seconds;
                    break;
                case "expires" when value.TryGetInteger(out seconds):
                    Expires = seconds;
                    break;
                case "keyid" when value.TryGetString(out text):
                    KeyId = text;
                    break;
                case "alg" when value.TryGetString(out text):
                    Algorithm = text;
                    break;
                case "nonce" when value.TryGetString(out text):
                    Nonce = text;
                    break;
                case "tag" when value.TryGetString(out text):
                    Tag = text;
                    break;
                case "created" or "expires" or "keyid" or "alg" or "nonce" or "tag":
                    return false;
            }
        }

        return true;
    }

    private static bool TryGetBytes(BareItem item, out byte[] bytes)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxSignatureLength);
        var decoded = item.TryGetBytes(buffer.AsSpan(0, MaxSignatureLength), out var length) && length > 0;
        bytes = decoded ? buffer.AsSpan(0, length).ToArray() : [];
        ArrayPool<byte>.Shared.Return(buffer);
        return decoded;
    }
}
