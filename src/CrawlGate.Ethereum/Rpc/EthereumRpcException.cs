namespace CrawlGate.Ethereum;

/// <summary>A node understood the call and answered with a JSON-RPC error object, such as a revert.</summary>
public sealed class EthereumRpcException(int code, string message, string? data = null) : Exception(message)
{
    private static readonly string[] FailureWordings = ["revert", "invalid opcode", "out of gas", "outofgas", "gas required exceeds allowance"];

    /// <summary>The JSON-RPC error code; 3 is an execution revert in most nodes.</summary>
    public int Code { get; } = code;

    /// <summary>The revert data as <c>0x</c> hexadecimal, when the node gave it.</summary>
    public string? RevertData { get; } = data;

    /// <summary>
    /// Whether the node executed the call and execution failed, for good whoever is asked. Any other error says that the node could
    /// not try. Nodes share no codes for this, so wordings count too.
    /// </summary>
    public bool IsExecutionFailure =>
        Code == 3 || RevertData is not null || Array.Exists(FailureWordings, wording => Message.Contains(wording, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether another node, tried before the one that answered, may have taken the request although its answer did not come.</summary>
    public bool PossiblyDelivered { get; init; }
}
