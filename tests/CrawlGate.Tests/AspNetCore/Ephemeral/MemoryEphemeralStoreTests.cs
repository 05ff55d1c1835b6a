using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class MemoryEphemeralStoreTests : EphemeralStoreContract
{
    private MemoryEphemeralStore? _store;

    internal override IEphemeralStore Connect() => _store ??= new MemoryEphemeralStore(Time);

    [Fact]
    public async Task What_has_ended_takes_no_room_once_it_is_swept()
    {
        await Store.TryAddAsync("a", Text("x"), End);
        await Store.TryAddAsync("b", Text("x"), End.AddMinutes(1));
        Time.Now = End;
        await Store.SweepAsync();
        Assert.Equal(1, _store!.Count);
    }

    [Fact]
    public async Task What_was_read_before_stays_what_it_was()
    {
        await Store.TryAddAsync("a", Text("x"), End);
        var read = await Store.ReadAsync("a");
        await Store.RemoveAsync("a");
        Assert.Equal(Text("x"), read);
    }
}
