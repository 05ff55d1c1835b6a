using System.Text.Json;

namespace CrawlGate.Ethereum;

/// <summary>What came of one try at one URL: an answer (a result or an error object), or a failure that sends us to the next URL.</summary>
/// <param name="Result">The <c>result</c>, when there is neither an error nor a failure.</param>
/// <param name="Error">The node's error object.</param>
/// <param name="Failure">Why there is no answer, without secrets.</param>
/// <param name="PossiblyDelivered">Whether the node may have acted on the request in spite of the failure.</param>
/// <param name="IsNodeFault">Whether the failure counts against the URL's circuit.</param>
internal readonly record struct EthereumRpcTry(
    JsonElement Result, EthereumRpcException? Error, string? Failure, bool PossiblyDelivered, bool IsNodeFault)
{
    /// <summary>Whether the node gave a result.</summary>
    public bool IsResult => Error is null && Failure is null;

    public static EthereumRpcTry Answer(JsonElement result) => new(result, null, null, false, false);

    public static EthereumRpcTry Answer(EthereumRpcException error) => new(default, error, null, false, false);

    public static EthereumRpcTry Failed(string failure, bool possiblyDelivered, bool isNodeFault = true) =>
        new(default, null, failure, possiblyDelivered, isNodeFault);
}
