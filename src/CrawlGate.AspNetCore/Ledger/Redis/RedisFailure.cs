using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

/// <summary>What went wrong, in words that an operator can act on. Connection texts, which hold passwords, never get here.</summary>
internal static class RedisFailure
{
    /// <summary>Whether it is about the server or the way to it, not a bug.</summary>
    public static bool IsOfServer(Exception exception) =>
        exception is RedisException or RedisCommandException or ObjectDisposedException or OperationCanceledException or IOException;

    /// <summary>For those who use the ledger.</summary>
    public static LedgerUnavailableException Unavailable(string servers, Exception exception) =>
        new($"The Redis at {servers} cannot be used: {Reason(exception)}", exception);

    private static string Reason(Exception exception) => exception switch
    {
        TimeoutException => "it did not answer in time.",
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => WrongPassword,
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect, Message: var message } => Connecting(message),
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToResolvePhysicalConnection } => "there is no connection now.",
        RedisConnectionException => "the connection was lost.",
        RedisServerException { Message: var message } => Answer(message),
        ObjectDisposedException or OperationCanceledException => "the connection was closed.",
        _ => $"{exception.GetType().Name}.",
    };

    private const string WrongPassword = "the password is wrong or missing.";

    // The client says only in its text which kind of failure it met.
    private static string Connecting(string message) =>
        message.Contains(nameof(ConnectionFailureType.AuthenticationFailure), StringComparison.Ordinal) ? WrongPassword
        : message.Contains(nameof(ConnectionFailureType.UnableToResolvePhysicalConnection), StringComparison.Ordinal)
            || message.Contains(nameof(ConnectionFailureType.InternalFailure), StringComparison.Ordinal) ? "there is no way to it; is it running, and are host and port right?"
        : "nobody accepts the connection; is it running, and are host, port and ssl right?";

    private static string Answer(string message) => message.Split(' ')[0] switch
    {
        "NOAUTH" or "WRONGPASS" => WrongPassword,
        "LOADING" => "it is still loading its data.",
        "READONLY" => "it is a replica and takes no writes.",
        "CLUSTERDOWN" or "TRYAGAIN" => "its cluster is not complete now.",
        "OOM" => "its memory is full.",
        "MISCONF" or "NOREPLICAS" => "it refuses writes that it could not keep.",
        "NOPERM" => "its user may not run what a ledger needs.",
        _ => $"it answered '{message}'.",
    };
}
