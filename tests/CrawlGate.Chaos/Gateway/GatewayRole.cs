using System.Globalization;
using CrawlGate.AspNetCore;
using CrawlGate.Gateway;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.Chaos;

/// <summary>
/// The real gateway as a process of its own that can be told, by lines on its standard input, where to die and what time it is:
/// <c>kill POINT COUNT</c>, <c>spare</c>, <c>clock SECONDS</c>. It ends when its input does, so that it never outlives the harness.
/// </summary>
internal static class GatewayRole
{
    /// <summary>The environment variable that sets the fuse before anything runs: <c>POINT COUNT</c>.</summary>
    public const string FuseVariable = "CHAOS_FUSE";

    /// <summary>What the line with its address begins with.</summary>
    public const string Announcement = "chaos gateway at ";

    /// <summary>How long a process that does not report counts as alive, so that takeovers are quick.</summary>
    private static readonly TimeSpan OwnerTimeout = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string[] args)
    {
        var (fuse, clock) = (new Fuse(), new ShiftedClock());
        if (Environment.GetEnvironmentVariable(FuseVariable) is { Length: > 0 } set)
            Obey("kill " + set, fuse, clock);
        var ended = ObeyAsync(fuse, clock);

        if (!TryBuild(args, fuse, clock, out var app, out var errors))
        {
            await Console.Error.WriteLineAsync(string.Join('\n', errors));
            return 1;
        }

        await using (app)
        {
            await app.StartAsync();
            Console.WriteLine(Announcement + app.Urls.Single());
            await ended;
            await app.StopAsync();
            return 0;
        }
    }

    /// <summary>Builds the gateway with its points, without starting it.</summary>
    public static bool TryBuild(string[] args, Fuse fuse, TimeProvider clock, out WebApplication app, out IReadOnlyList<string> errors) =>
        GatewayHost.TryBuild(args, builder => Equip(builder.Services, fuse, clock), beforeGate: null, out app!, out errors);

    private static void Equip(IServiceCollection services, Fuse fuse, TimeProvider clock)
    {
        services.AddSingleton(clock);
        services.AddSingleton(new LedgerSettings { OwnerTimeout = OwnerTimeout });
        services.Decorate<IPaymentLedger>((ledger, _) => new FusedLedger(ledger, fuse));
        services.Decorate<ISettlementJournal>((journal, _) => new FusedJournal(journal, fuse));
    }

    private static async Task ObeyAsync(Fuse fuse, ShiftedClock clock)
    {
        // The console's own reader blocks its caller, asynchronous or not.
        await Task.Yield();
        using var input = new StreamReader(Console.OpenStandardInput());
        while (await input.ReadLineAsync() is { } line)
            Obey(line, fuse, clock);
    }

    private static void Obey(string line, Fuse fuse, ShiftedClock clock)
    {
        switch (line.Split(' '))
        {
            case ["kill", var point, var count]:
                fuse.Set(point, int.Parse(count, CultureInfo.InvariantCulture));
                break;
            case ["spare"]:
                fuse.Set(null, 0);
                break;
            case ["clock", var seconds]:
                clock.Offset = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture));
                break;
        }
    }
}
