using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrawlGate.AspNetCore;
using CrawlGate.DevChain;
using CrawlGate.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrawlGate.IntegrationTests;

/// <summary>docs/privacy.md, held to its word.</summary>
[Collection(SemaphoreCollection.Name)]
public sealed partial class PersonhoodPrivacyTests(SemaphoreFixture semaphore)
{
    private static readonly string Promise = File.ReadAllText(RepositoryRoot.Combine("docs", "privacy.md"));

    [Fact]
    public async Task P54_No_log_trace_metric_or_file_tells_who_proved_to_be_a_person()
    {
        var log = new LogRecorder();
        var told = new ConcurrentQueue<string>();
        using var traces = Listen(told);
        using var metrics = Measure(told);
        await using var site = await MemberSite.StartAsync(semaphore.Prover, configure: builder =>
        {
            builder.Services.AddSingleton<ILoggerProvider>(log);
            builder.Services.Configure<LoggerFilterOptions>(filter =>
            {
                filter.Rules.Clear();
                filter.MinLevel = LogLevel.Trace;
            });
        });

        var (cookie, message, scope) = await site.ChallengeAsync();
        var proof = JsonNode.Parse(await semaphore.Prover.ProveAsync("alice", site.Members, message, scope, 2))!;
        var granted = await site.SendAsync(cookie, proof.ToJsonString());
        var pass = MemberSite.CookieOf(granted, PassCookie.Name)!;
        Assert.Equal(200, (await site.BrowseAsync("/paid", pass)).Status);
        await site.SendAsync(cookie, proof.ToJsonString());

        var nullifier = BigInteger.Parse((string)proof["nullifier"]!, CultureInfo.InvariantCulture);
        var values = pass[(pass.IndexOf('=', StringComparison.Ordinal) + 1)..].Split('.');
        string[] secrets =
        [
            nullifier.ToString(CultureInfo.InvariantCulture), Hex(nullifier), (string)proof["points"]![0]!, values[2], values[3],
            cookie.Split('.')[^1], await semaphore.Prover.CommitmentAsync("alice"),
        ];
        Assert.All(secrets, secret => Assert.True(secret.Length > 20));
        Assert.NotEmpty(log.Lines);
        Assert.NotEmpty(told);
        Assert.Contains(log.Lines, line => line.Text.Contains("A person was admitted by semaphore", StringComparison.Ordinal));
        foreach (var text in log.Lines.Select(line => line.Text).Concat(told))
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));

        await site.Gateway.Services.GetRequiredService<IEphemeralStore>().SweepAsync();
        var files = Directory.GetFiles(site.Gateway.Folder, "crawlgate*").Select(File.ReadAllBytes).ToArray();
        Assert.True(files.Length >= 2);
        byte[][] forms = [.. secrets.Select(Encoding.ASCII.GetBytes), Convert.FromHexString(Hex(nullifier)), Encoding.ASCII.GetBytes("127.0.0.1"), [127, 0, 0, 1, 0, 0, 0, 0]];
        foreach (var form in forms)
            Assert.All(files, file => Assert.Equal(-1, file.AsSpan().IndexOf(form)));
    }

    [Fact]
    public async Task Everything_that_is_kept_is_on_the_page_and_ends_when_it_says()
    {
        await using var site = await MemberSite.StartAsync(semaphore.Prover);
        Assert.Equal(200, (await site.BrowseAsync("/paid", await site.PassAsync(semaphore.Prover))).Status);
        await site.Gateway.Services.GetRequiredService<IEphemeralStore>().SweepAsync();

        using var database = SqliteDatabase.Open(Path.Combine(site.Gateway.Folder, "crawlgate.humans.db"), TimeSpan.FromSeconds(5));
        var kept = database.Prepare("SELECT key, length(value), until FROM item").All(row => (Key: row.Text(0)!, Length: row.Long(1), Until: row.Time(2)));
        var promised = DocumentedKey().Matches(Promise).Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(["epoch:", "human:", "mark:challenge:", "pass:"], kept.Select(item => KindOf(item.Key)).Distinct().Order(StringComparer.Ordinal));
        var week = Epochs.EndOf(Epochs.Issuing(TimeProvider.System.GetUtcNow()));
        Assert.All(kept, item =>
        {
            Assert.Contains(KindOf(item.Key), promised);
            Assert.True(item.Until <= week, $"{item.Key} until {item.Until}");
            Assert.InRange(item.Length, 1, 64);
        });
    }

    [Fact]
    public void Every_cookie_that_is_set_is_on_the_page()
    {
        var promised = DocumentedCookie().Matches(Promise).Select(match => match.Groups[1].Value);
        Assert.Contains(PassCookie.Name, promised);
        Assert.Contains(ChallengeCookie.Name, promised);
        Assert.All(promised, name => Assert.StartsWith(CookieHeader.OwnPrefix, name, StringComparison.Ordinal));
    }

    private static string Hex(BigInteger number) => number.ToString("x64", CultureInfo.InvariantCulture)[^64..];

    private static string KindOf(string key) => key[..(key.LastIndexOf(':') + 1)];

    private static ActivityListener Listen(ConcurrentQueue<string> told)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => told.Enqueue(activity.DisplayName + " " + string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Measure(ConcurrentQueue<string> told)
    {
        var listener = new MeterListener { InstrumentPublished = (instrument, self) => self.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => told.Enqueue(Told(instrument, tags)));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => told.Enqueue(Told(instrument, tags)));
        listener.Start();
        return listener;
    }

    private static string Told(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder(instrument.Name);
        foreach (var (key, value) in tags)
            text.Append(CultureInfo.InvariantCulture, $" {key}={value}");
        return text.ToString();
    }

    [GeneratedRegex("^\\| `([a-z:]+:)` \\|", RegexOptions.Multiline)]
    private static partial Regex DocumentedKey();

    [GeneratedRegex("^\\| `(__Host-[a-z_]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex DocumentedCookie();
}
