using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

/// <summary>Looks whether the server keeps what it acknowledges.</summary>
internal static class RedisDurability
{
    /// <summary>Warns about settings by which payments can be lost; a server that hides its settings is not a failure.</summary>
    public static async Task WarnAsync(ConnectionMultiplexer multiplexer, IDatabase database, RedisKey key, string servers, ILogger logger)
    {
        try
        {
            // Of a cluster, the node that holds the ledger is the one that matters.
            var server = multiplexer.GetServer(await database.IdentifyEndpointAsync(key));
            var appendOnly = await SettingAsync(server, "appendonly");
            if (appendOnly is null)
                logger.DurabilityHidden(servers);
            else if (appendOnly != "yes")
                logger.AppendOnlyOff(servers);
            else if (await SettingAsync(server, "appendfsync") is { } fsync && fsync != "always")
                logger.AppendFsyncWeak(servers, fsync);

            if (await SettingAsync(server, "maxmemory-policy") is { } policy && policy != "noeviction")
                logger.MayEvict(servers, policy);
        }
        catch (Exception exception) when (exception is RedisServerException or RedisCommandException)
        {
            logger.DurabilityHidden(servers);
        }
    }

    private static async Task<string?> SettingAsync(IServer server, string name) =>
        (await server.ConfigGetAsync(name)) is [var setting, ..] ? setting.Value : null;
}
