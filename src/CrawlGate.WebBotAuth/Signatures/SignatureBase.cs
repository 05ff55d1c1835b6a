using System.Buffers;
using System.Globalization;

namespace CrawlGate.WebBotAuth;

/// <summary>The signature base (RFC 9421 section 2.5): the bytes that are signed, in a pooled buffer until disposed.</summary>
internal readonly struct SignatureBase : IDisposable
{
    private readonly byte[] _buffer;
    private readonly int _length;

    private SignatureBase(byte[] buffer, int length) => (_buffer, _length) = (buffer, length);

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>Builds the base of a signature of a message: null when it could be built.</summary>
    public static SignatureProblem? TryBuild(SignedMessage message, MessageSignature signature, out SignatureBase result)
    {
        result = default;
        if (signature.Unsupported is not null)
            return signature.Unsupported;

        var writer = new BaseWriter();
        try
        {
            foreach (var component in signature.Components)
            {
                WriteIdentifier(ref writer, component);
                writer.Append(": ");
                if (WriteValue(ref writer, message, component) is { } problem)
                    return problem;

                writer.Append("\n");
            }

            writer.Append("\"@signature-params\": ");
            WriteSignatureParameters(ref writer, signature);
            if (writer.Failed)
                return SignatureProblem.Malformed("A covered component is too long or has characters that cannot be signed.");

            result = new SignatureBase(writer.Take(out var length), length);
            return null;
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
    }

    /// <summary>The inner list of a <c>Signature-Input</c> member, its parameters in their order.</summary>
    private static void WriteSignatureParameters(ref BaseWriter writer, MessageSignature signature)
    {
        writer.Append("(");
        for (var i = 0; i < signature.Components.Count; i++)
        {
            if (i > 0)
                writer.Append(" ");
            WriteIdentifier(ref writer, signature.Components[i]);
        }

        writer.Append(")");
        writer.Append(signature.Parameters);
    }

    private static void WriteIdentifier(ref BaseWriter writer, CoveredComponent component)
    {
        writer.Append("\"");
        writer.Append(component.Name);
        writer.Append("\"");
        writer.Append(component.Parameters);
    }

    private static SignatureProblem? WriteValue(ref BaseWriter writer, SignedMessage message, CoveredComponent component)
    {
        if (component.IsOfRequest)
        {
            if (message is not SignedResponse answer)
                return SignatureProblem.Malformed("Only a response covers components of a request.");

            message = answer.Request;
        }

        if (!component.IsDerived)
            return FieldComponent.Write(ref writer, message.GetField(component.Name), component);

        switch (message, component.Name)
        {
            case (SignedResponse response, "@status"):
                writer.AppendValue(response.Status.ToString("000", CultureInfo.InvariantCulture));
                return null;
            case (SignedRequest request, not "@status"):
                return WriteDerived(ref writer, request, component);
            default:
                return SignatureProblem.Malformed($"\"{component.Name}\" is no component of this kind of message.");
        }
    }

    private static SignatureProblem? WriteDerived(ref BaseWriter writer, SignedRequest request, CoveredComponent component)
    {
        switch (component.Name)
        {
            case "@method":
                writer.AppendValue(request.Method);
                break;
            case "@target-uri":
                writer.AppendValue(request.Scheme);
                writer.Append("://");
                writer.AppendValue(request.Authority);
                WritePath(ref writer, request);
                writer.AppendValue(request.Query);
                break;
            case "@authority":
                writer.AppendValue(request.Authority);
                break;
            case "@scheme":
                writer.AppendValue(request.Scheme);
                break;
            case "@request-target":
                writer.AppendValue(request.RequestTarget);
                break;
            case "@path":
                WritePath(ref writer, request);
                break;
            case "@query":
                writer.AppendValue(request.Query.Length == 0 ? "?" : request.Query);
                break;
            default:
                return QueryParameter.Write(ref writer, request.Query, component.QueryName!);
        }

        return null;
    }

    private static void WritePath(ref BaseWriter writer, SignedRequest request) => writer.AppendValue(request.Path.Length == 0 ? "/" : request.Path);
}
