namespace CrawlGate.WebBotAuth;

/// <summary>Where a signer's keys are: one member of the <c>Signature-Agent</c> header.</summary>
/// <param name="Url">An <c>https</c> URL, which is the signer's identity.</param>
/// <param name="Type">What is found there.</param>
public sealed record SignatureAgent(Uri Url, SignatureAgentType Type = SignatureAgentType.Directory);
