using System.Globalization;
using System.Text.Json;

namespace CrawlGate.Personhood;

/// <summary>The <c>agentkit</c> extension of a 402 answer: what an agent has to sign, how, and what that gets it.</summary>
/// <param name="nonces">Our nonces.</param>
/// <param name="options">What is asked of agents.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class AgentKitExtension(AgentKitNonces nonces, AgentKitTerms? options = null, TimeProvider? timeProvider = null)
{
    /// <summary>The header as JSON Schema, in the words of AgentKit 0.1.5.</summary>
    private static readonly byte[] Schema = BuildSchema();

    private readonly AgentKitTerms _options = SignInText.IsStatement(options?.Statement ?? "")
        ? options ?? new()
        : throw new ArgumentException("The statement is not one line of text.", nameof(options));

    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;

    /// <summary>Writes the value of the extension for one request, with a nonce of its own. An answer that holds it must not be cached.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="resource">The resource that was asked for.</param>
    /// <param name="mode">What a header gets.</param>
    public void Write(Utf8JsonWriter writer, in AgentKitResource resource, AgentKitMode mode)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("info");
        WriteInfo(writer, resource);
        WriteChains(writer);
        writer.WritePropertyName("schema");
        writer.WriteRawValue(Schema, skipInputValidation: true);
        WriteMode(writer, mode);
        writer.WriteEndObject();
    }

    /// <summary>Writes the value of its member <c>info</c> alone, the only one that differs from answer to answer.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="resource">The resource that was asked for.</param>
    public void WriteInfo(Utf8JsonWriter writer, in AgentKitResource resource)
    {
        var (nonce, ends) = nonces.Create(resource);
        var uri = resource.Uri;

        writer.WriteStartObject();
        writer.WriteString("domain", resource.Domain);
        writer.WriteString("uri", uri);
        writer.WriteString("version", SignInMessage.Version);
        writer.WriteString("nonce", nonce);
        writer.WriteString("issuedAt", SignInTime.Format(_timeProvider.GetUtcNow()));
        writer.WriteStartArray("resources");
        writer.WriteStringValue(uri);
        writer.WriteEndArray();
        writer.WriteString("expirationTime", SignInTime.Format(ends));
        if (!string.IsNullOrEmpty(_options.Statement))
            writer.WriteString("statement", _options.Statement);
        writer.WriteEndObject();
    }

    private void WriteChains(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("supportedChains");
        foreach (var chain in _options.Chains)
        {
            foreach (var type in _options.ContractWallets ? (ReadOnlySpan<string>)["eip191", "eip1271"] : ["eip191"])
            {
                writer.WriteStartObject();
                writer.WriteString("chainId", string.Create(CultureInfo.InvariantCulture, $"eip155:{chain}"));
                writer.WriteString("type", type);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteMode(Utf8JsonWriter writer, AgentKitMode mode)
    {
        writer.WriteStartObject("mode");
        switch (mode)
        {
            case AgentKitMode.Free:
                writer.WriteString("type", "free");
                break;
            case AgentKitMode.FreeTrial(var uses):
                writer.WriteString("type", "free-trial");
                writer.WriteNumber("uses", uses);
                break;
            case AgentKitMode.Discount(var percent, var uses):
                writer.WriteString("type", "discount");
                writer.WriteNumber("percent", percent);
                if (uses is { } times)
                    writer.WriteNumber("uses", times);
                break;
        }

        writer.WriteEndObject();
    }

    private static byte[] BuildSchema()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            writer.WriteString("type", "object");
            writer.WriteStartObject("properties");
            foreach (var name in (string[])["domain", "address", "statement"])
                WriteText(writer, name, null);
            WriteText(writer, "uri", "uri");
            foreach (var name in (string[])["version", "chainId", "type", "nonce"])
                WriteText(writer, name, null);
            foreach (var name in (string[])["issuedAt", "expirationTime", "notBefore"])
                WriteText(writer, name, "date-time");
            WriteText(writer, "requestId", null);
            writer.WriteStartObject("resources");
            writer.WriteString("type", "array");
            WriteText(writer, "items", "uri");
            writer.WriteEndObject();
            WriteText(writer, "signature", null);
            writer.WriteEndObject();
            writer.WriteStartArray("required");
            foreach (var name in (string[])["domain", "address", "uri", "version", "chainId", "type", "nonce", "issuedAt", "signature"])
                writer.WriteStringValue(name);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? format)
    {
        writer.WriteStartObject(name);
        writer.WriteString("type", "string");
        if (format is not null)
            writer.WriteString("format", format);
        writer.WriteEndObject();
    }
}
