using CrawlGate.AspNetCore;
using FsCheck;
using FsCheck.Fluent;

namespace CrawlGate.Tests.AspNetCore;

public sealed class DnsGarbageTests
{
    private static readonly Gen<byte[]> Bytes = ArbMap.Default.GeneratorFor<byte[]>();

    [Fact]
    public void Random_bytes_never_throw_and_are_never_ours() =>
        Prop.ForAll(Bytes.ToArbitrary(), bytes => !Query().IsAnsweredBy(bytes)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Random_records_after_the_question_never_throw_nor_confirm()
    {
        var counts = Gen.Choose(0, 3);
        var packet = Gen.Zip(Gen.Zip(counts, counts), Bytes).Select(parts => (Answers: parts.Item1.Item1, Others: parts.Item1.Item2, Tail: parts.Item2));
        Prop.ForAll(packet.ToArbitrary(), parts =>
        {
            var query = Query();
            byte[] bytes = [.. query.Packet[..2], 0x81, 0x80, 0, 1, 0, (byte)parts.Answers, 0, (byte)parts.Others, 0, (byte)parts.Others, .. query.Packet[12..query.QuestionEnd], .. parts.Tail];
            return query.IsAnsweredBy(bytes) && DnsResponse.Read(bytes, query) is not null and not DnsOutcome.Answers;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void Right_answers_with_wrong_bytes_never_throw()
    {
        var query = Query();
        var question = DnsQuestion.Parse(query.Packet, isTcp: false);
        var right = DnsWire.Reply(
            question,
            answers: [DnsWire.Record(DnsWire.Pointer(12), DnsWire.Cname, [1, (byte)'x', .. DnsWire.Pointer(20)]), DnsWire.PtrRecord("x.googlebot.com", "y.example")],
            authority: [DnsWire.SoaRecord("googlebot.com", 60, 60)],
            additional: [DnsWire.Record("", 41, [0, 10, 0, 2, 1, 2], recordClass: 1232, ttl: 0)]);

        var changes = Gen.ListOf(Gen.Zip(Gen.Choose(2, right.Length - 1), Gen.Choose(0, 255)));
        var length = Gen.Frequency((3, Gen.Constant(right.Length)), (1, Gen.Choose(0, right.Length)));
        Prop.ForAll(Gen.Zip(changes, length).ToArbitrary(), input =>
        {
            var bytes = right.ToArray();
            foreach (var (at, value) in input.Item1)
                bytes[at] = (byte)value;
            bytes = bytes[..input.Item2];
            return !query.IsAnsweredBy(bytes) || DnsResponse.Read(bytes, query) is not null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public async Task Random_bytes_on_the_wire_are_unknown()
    {
        await using var server = new DnsServer();
        var resolver = new DnsResolver(() => [server.EndPoint], TimeSpan.FromMilliseconds(40), 1, TimeProvider.System);
        foreach (var tail in Bytes.Sample(40))
        {
            server.Answer = question => [tail, [.. question.Packet[..2], 0x81, 0x80, 0, 1, 0, 1, 0, 1, 0, 1, .. question.Section, .. tail]];
            Assert.IsType<DnsOutcome.Failed>(await resolver.AskAsync("crawl-1.googlebot.com", DnsRecordType.A));
        }
    }

    private static DnsQuery Query()
    {
        Assert.True(DnsQuery.TryCreate("crawl-1.googlebot.com", DnsRecordType.Pointer, out var query));
        return query;
    }
}
