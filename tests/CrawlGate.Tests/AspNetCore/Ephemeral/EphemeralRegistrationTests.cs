using CrawlGate.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrawlGate.Tests.AspNetCore;

public sealed class EphemeralRegistrationTests
{
    [Theory]
    [InlineData("memory", typeof(MemoryEphemeralStore))]
    [InlineData("sqlite:/proc/nowhere/ledger.db", typeof(SqliteEphemeralStore))]
    [InlineData("redis:127.0.0.1:1", typeof(RedisEphemeralStore))]
    public async Task The_store_is_the_one_of_the_ledger_and_is_not_opened_for_those_who_need_none(string setting, Type type)
    {
        var log = new LogRecorder();
        await using var services = Services(setting, log).BuildServiceProvider();
        Assert.IsType(type, services.GetRequiredService<IEphemeralStore>());

        var upkeep = ActivatorUtilities.CreateInstance<EphemeralUpkeep>(services);
        await upkeep.StartAsync(default);
        await upkeep.SweepAsync(default);
        await upkeep.StopAsync(default);
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task A_store_that_was_registered_before_is_used_and_swept_again_after_it_failed()
    {
        var time = new FixedTime(Epochs.StartOf(2967).AddDays(1).ToUnixTimeSeconds());
        var store = new WatchedStore(new MemoryEphemeralStore(time)) { IsAway = true };
        var log = new LogRecorder();
        await using var services = Services("memory", log).AddSingleton<IEphemeralStore>(store).AddSingleton<TimeProvider>(time)
            .AddSingleton(new HumanBudgets(new HumanBudget(60, 120, 2000, 6, 10), new HumanBudget(20, 40, 200, 6, 10))).AddPassBudgets().BuildServiceProvider();
        var upkeep = ActivatorUtilities.CreateInstance<EphemeralUpkeep>(services);
        await upkeep.SweepAsync(default);
        await upkeep.SweepAsync(default);
        store.IsAway = false;
        await store.TryAddAsync("a", new byte[1], time.Now);
        var key = await services.GetRequiredService<EpochKeys>().IssuingAsync(default);
        time.Now = key.Ends.AddMinutes(1);
        await upkeep.SweepAsync(default);
        Assert.All(key.Passes.ToArray(), value => Assert.Equal(0, value));
        Assert.Same(services.GetRequiredService<PassBudgets>(), services.GetServices<IEphemeralMemory>().Single(memory => memory is PassBudgets));
        Assert.Equal([LogLevel.Warning, LogLevel.Information], log.Lines.Select(line => line.Level));
    }

    private static IServiceCollection Services(string setting, LogRecorder log)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(log));
        services.Configure<CrawlGateOptions>(options => options.Store = setting);
        services.AddSingleton(TimeProvider.System);
        services.AddLedger();
        services.AddEphemeralStore();
        Assert.Single(services, service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(EphemeralUpkeep));
        return services;
    }
}
