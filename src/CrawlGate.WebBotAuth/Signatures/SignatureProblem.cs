namespace CrawlGate.WebBotAuth;

/// <summary>What is wrong with a signature, with words for the log and for whoever signed.</summary>
internal sealed record SignatureProblem(SignatureFault Fault, string Detail)
{
    public static SignatureProblem Malformed(string detail) => new(SignatureFault.Malformed, detail);
}
