using System.Buffers;
using System.Text.Json;

namespace CrawlGate.AspNetCore;

/// <summary>Asks agents, with every price, to show that a person stands behind them.</summary>
internal sealed class AgentOffers(AgentKitSettings settings, AgentWeeks weeks, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    /// <summary>Whether agents are asked at all.</summary>
    public bool IsConfigured => settings.IsConfigured;

    /// <summary>Whether <see cref="PrepareAsync"/> has something to do.</summary>
    public bool NeedsKeys => settings.IsConfigured && !weeks.TryGet(out _);

    /// <summary>Gets the keys of the week, if they can be had; otherwise prices are told without asking.</summary>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await weeks.GetAsync(cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception failure) when (failure is LedgerUnavailableException or TimeoutException or OperationCanceledException)
        {
            // Who asks is told the price all the same.
        }
    }

    /// <summary>What the extension says of one page, with a nonce of its own; nothing while there are no keys. Good until this thread asks again.</summary>
    public ReadOnlySpan<byte> Write(string url)
    {
        if (!weeks.TryGet(out var week))
            return default;

        var scratch = _scratch ??= new ArrayBufferWriter<byte>(1024);
        scratch.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(scratch))
            week.Extension.WriteInfo(writer, AgentResource.Of(url));
        return scratch.WrittenSpan;
    }
}
