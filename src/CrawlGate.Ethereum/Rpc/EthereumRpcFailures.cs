namespace CrawlGate.Ethereum;

/// <summary>The tries of one call that gave no result, and the exception that they come to.</summary>
internal sealed class EthereumRpcFailures(EthereumRpcCall call)
{
    private List<string>? _failures;
    private EthereumRpcException? _error;
    private bool _possiblyDelivered;

    /// <summary>Adds a failure or an error object.</summary>
    public void Add(EthereumRpcEndpoint endpoint, EthereumRpcTry attempt)
    {
        _error ??= attempt.Error;
        _possiblyDelivered |= attempt.PossiblyDelivered;
        if (attempt.Failure is not null)
            (_failures ??= []).Add($"{endpoint.Host}: {attempt.Failure}");
    }

    /// <summary>The first error object, since that was an answer; else that there was none.</summary>
    public Exception ToException() => _error is { } error
        ? new EthereumRpcException(error.Code, error.Message, error.RevertData) { PossiblyDelivered = _possiblyDelivered }
        : new EthereumRpcUnavailableException($"{call.Method} got no usable answer ({string.Join("; ", _failures ?? [])}).") { PossiblyDelivered = _possiblyDelivered };
}
