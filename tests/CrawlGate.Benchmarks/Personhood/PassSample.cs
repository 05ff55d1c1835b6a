using CrawlGate.AspNetCore;

namespace CrawlGate.Benchmarks;

/// <summary>A request that brings a pass among other cookies.</summary>
internal sealed class PassSample
{
    private readonly PassReader _reader;
    private readonly HttpRequest _request;

    private PassSample(PassReader reader, HttpRequest request) => (_reader, _request) = (reader, request);

    public static async Task<PassSample> CreateAsync()
    {
        var keys = new EpochKeys(new MemoryEphemeralStore(TimeProvider.System), TimeProvider.System);
        var key = await keys.IssuingAsync(CancellationToken.None);
        var now = TimeProvider.System.GetUtcNow();
        var cookie = PassCookie.Encode(new Pass(UInt128.MaxValue / 7, PersonhoodLevel.High, key.Epoch, now, key.Ends), key);
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = $"theme=dark; {PassCookie.Name}={cookie}; consent=necessary";
        return new PassSample(new PassReader(keys, TimeProvider.System), context.Request);
    }

    public bool Check() => _reader.ReadAsync(_request, CancellationToken.None).Result.HasValue;
}
