using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

/// <summary>A connection that has been made and whose server has been looked at. It mends itself when the server comes back.</summary>
internal sealed class RedisConnection : IDisposable
{
    /// <summary>The layout of the keys and values. A version of CrawlGate that writes another one counts it up.</summary>
    private const int Format = 1;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(5);
    private readonly ConnectionMultiplexer _multiplexer;

    private RedisConnection(ConnectionMultiplexer multiplexer)
    {
        _multiplexer = multiplexer;
        Database = multiplexer.GetDatabase();
    }

    /// <summary>Where commands go.</summary>
    public IDatabase Database { get; }

    /// <summary>Connects within a few seconds.</summary>
    /// <exception cref="LedgerUnavailableException">The server is not there, refuses us, or holds a newer ledger.</exception>
    public static async Task<RedisConnection> OpenAsync(RedisConnectionText text, ILogger logger)
    {
        RedisConnection? connection = null;
        try
        {
            var connecting = ConnectionMultiplexer.ConnectAsync(Options(text));
            connection = new RedisConnection(await Within(connecting));
            await connection.CheckFormatAsync(text).WaitAsync(OpenTimeout);
            await RedisDurability.WarnAsync(connection._multiplexer, connection.Database, FormatKey(text), text.Servers, logger).WaitAsync(OpenTimeout);
            return connection;
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            if (exception is TimeoutException || RedisFailure.IsOfServer(exception))
                throw RedisFailure.Unavailable(text.Servers, exception);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ = CloseAsync(_multiplexer);

    private static async Task<ConnectionMultiplexer> Within(Task<ConnectionMultiplexer> connecting)
    {
        try
        {
            var multiplexer = await connecting.WaitAsync(OpenTimeout);

            // In order, one slow continuation would hold up the answers of all other requests.
            multiplexer.PreserveAsyncOrder = false;
            return multiplexer;
        }
        catch (TimeoutException)
        {
            _ = connecting.ContinueWith(late => CloseAsync(late.Result), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    private static async Task CloseAsync(ConnectionMultiplexer multiplexer)
    {
        // Closing politely would wait for the answers of a server that may never give them.
        await Task.Run(() => multiplexer.Close(allowCommandsToComplete: false));
        multiplexer.Dispose();
    }

    private static ConfigurationOptions Options(RedisConnectionText text)
    {
        var options = text.Options.Clone();

        // Only the first attempt gives up, and then says why; afterwards the client reconnects for as long as it lives.
        options.AbortOnConnectFail = true;
        options.ConnectTimeout = (int)ConnectTimeout.TotalMilliseconds;
        options.ConnectRetry = 1;
        options.ReconnectRetryPolicy = new LinearRetry(500);
        options.SyncTimeout = (int)ConnectTimeout.TotalMilliseconds;
        options.KeepAlive = 10;

        // For CONFIG GET. Both other settings are about features that write to keys and channels of their own.
        options.AllowAdmin = true;
        options.TieBreaker = "";
        options.ConfigurationChannel = "";
        return options;
    }

    private static RedisKey FormatKey(RedisConnectionText text) => $"{{{text.Prefix}}}:format";

    private async Task CheckFormatAsync(RedisConnectionText text)
    {
        var key = FormatKey(text);
        await Database.StringSetAsync(key, Format, when: When.NotExists);
        var held = await Database.StringGetAsync(key);
        if (!held.TryParse(out int format) || format != Format)
        {
            throw new LedgerUnavailableException(
                $"The Redis at {text.Servers} holds a ledger of format {held} under '{text.Prefix}'; this version of CrawlGate reads and writes format {Format}. "
                + "Upgrade this gateway, or give it another prefix.");
        }
    }
}
