using System.Runtime.CompilerServices;
using CrawlGate.X402;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

/// <summary>
/// One Redis, or one slot of a Redis Cluster, that a ledger and a journal share. It connects when first used, and again whenever the
/// server was away; an operation takes a few seconds at most and then throws <see cref="LedgerUnavailableException"/>.
/// </summary>
internal sealed class RedisStore : IAsyncDisposable
{
    /// <summary>How long one answer may take. Whether the step was done is not known after that.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(3);

    /// <summary>How long a step that must not be left in doubt is repeated while the connection is down.</summary>
    private static readonly TimeSpan RepeatFor = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RepeatDelay = TimeSpan.FromMilliseconds(100);
    private readonly RedisConnectionText _text;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private volatile RedisConnection? _connection;
    private Task<RedisConnection>? _opening;
    private (long At, Exception Failure)? _failed;
    private bool _isDisposed;

    /// <summary>A store that is not connected yet.</summary>
    /// <param name="connection">StackExchange.Redis' text, and <c>prefix=NAME</c> to tell several ledgers on one server apart.</param>
    /// <param name="time">The clock that all times in the store come from.</param>
    /// <param name="settings">This process.</param>
    /// <param name="logger">Takes warnings about servers that may lose payments.</param>
    /// <exception cref="ArgumentException">The text cannot be read.</exception>
    public RedisStore(string connection, TimeProvider time, LedgerSettings settings, ILogger<RedisStore> logger)
    {
        _text = RedisConnectionText.Parse(connection);
        _logger = logger;
        Time = time;
        Settings = settings;
    }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>This process.</summary>
    public LedgerSettings Settings { get; }

    /// <summary>What all keys begin with, in braces.</summary>
    public string Prefix => _text.Prefix;

    /// <summary>The servers as host:port.</summary>
    public string Servers => _text.Servers;

    /// <summary>Connects, and checks that the store is one that this version can use.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken = default) => await ConnectionAsync(cancellationToken);

    /// <summary>Tells the operator of a payment that is not where it must be.</summary>
    public void ReportMissing(AuthorizationKey payment) => _logger.OpenPaymentMissing(Servers, payment.ToString());

    /// <summary>Does one thing and waits for its answer.</summary>
    /// <exception cref="LedgerUnavailableException">The server did not answer, or not with what it should. The thing may have been done.</exception>
    public ValueTask<T> AskAsync<T, TState>(TState state, Func<IDatabase, TState, Task<T>> ask, CancellationToken cancellationToken = default)
    {
        // The connection is there in all but the first moments, and then nothing is waited for twice.
        return _connection is { } connection && !cancellationToken.IsCancellationRequested
            ? AnswerAsync(connection, ask, state)
            : ConnectAndAskAsync(state, ask, cancellationToken);
    }

    /// <summary>Runs a script. One that recognises what it did before may be repeated until its answer arrives.</summary>
    public async ValueTask<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] values, bool mayRepeat, CancellationToken cancellationToken = default)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await AskAsync((script, keys, values), static (database, call) => database.ScriptEvaluateAsync(call.script, call.keys, call.values), cancellationToken);
            }
            catch (LedgerUnavailableException failure) when (failure.InnerException is RedisServerException { Message: var message } && message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
            {
                // The server was restarted or its scripts were flushed: the client has forgotten them now too and sends them again.
                if (TimeProvider.System.GetElapsedTime(began) > RepeatFor)
                    throw;
            }
            catch (LedgerUnavailableException failure) when (mayRepeat && failure.InnerException is RedisConnectionException && TimeProvider.System.GetElapsedTime(began) < RepeatFor)
            {
                await Task.Delay(RepeatDelay, CancellationToken.None);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task<RedisConnection>? opening;
        lock (_lock)
        {
            _isDisposed = true;
            opening = _opening;
            _connection = null;
        }

        if (opening is null)
            return;

        try
        {
            (await opening).Dispose();
        }
        catch (LedgerUnavailableException)
        {
            // It never was connected.
        }
    }

    private async ValueTask<T> ConnectAndAskAsync<T, TState>(TState state, Func<IDatabase, TState, Task<T>> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await AnswerAsync(await ConnectionAsync(cancellationToken), ask, state);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<T> AnswerAsync<T, TState>(RedisConnection connection, Func<IDatabase, TState, Task<T>> ask, TState state)
    {
        try
        {
            return await ask(connection.Database, state).WaitAsync(AnswerTimeout);
        }
        catch (TimeoutException exception)
        {
            // A connection whose other end is gone without a word would stay silent for many minutes.
            Abandon(connection);
            throw RedisFailure.Unavailable(Servers, exception);
        }
        catch (Exception exception) when (RedisFailure.IsOfServer(exception))
        {
            throw RedisFailure.Unavailable(Servers, exception);
        }
    }

    private void Abandon(RedisConnection connection)
    {
        lock (_lock)
        {
            if (_connection != connection)
                return;

            _connection = null;
            _opening = null;
        }

        _logger.ConnectionAbandoned(Servers);
        connection.Dispose();
    }

    private Task<RedisConnection> ConnectionAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_connection is { } connection)
                return Task.FromResult(connection);
            if (_failed is { } failed && TimeProvider.System.GetElapsedTime(failed.At) < TimeSpan.FromSeconds(1))
                return Task.FromException<RedisConnection>(new LedgerUnavailableException(failed.Failure.Message, failed.Failure.InnerException));

            // All who wait share one attempt; on a thread of its own, because connecting begins with work under our lock.
            _opening ??= Task.Run(ConnectAsync, CancellationToken.None);
            return _opening.WaitAsync(cancellationToken);
        }
    }

    private async Task<RedisConnection> ConnectAsync()
    {
        try
        {
            var connection = await RedisConnection.OpenAsync(_text, _logger);
            lock (_lock)
            {
                _connection = connection;
                _failed = null;
            }

            return connection;
        }
        catch (LedgerUnavailableException failure)
        {
            lock (_lock)
            {
                _opening = null;
                _failed = (TimeProvider.System.GetTimestamp(), failure);
            }

            throw;
        }
    }
}
