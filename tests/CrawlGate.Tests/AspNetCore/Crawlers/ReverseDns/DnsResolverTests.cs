using System.Diagnostics;
using System.Net;
using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class DnsResolverTests : IAsyncDisposable
{
    private const string Name = "crawl-1.googlebot.com";
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    private readonly DnsServer _server = new DnsServer().At(Name, 120, "66.249.66.1", "2001:4860:4801::1");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(DnsWire.A, "66.249.66.1")]
    [InlineData(DnsWire.Aaaa, "2001:4860:4801::1")]
    public async Task A_name_has_addresses(int type, string address)
    {
        var answers = Assert.IsType<DnsOutcome.Answers>(await AskAsync(Name.ToUpperInvariant(), (DnsRecordType)type));
        Assert.Equal(IPAddress.Parse(address), Assert.Single(answers.Records).Address);
        Assert.Equal(TimeSpan.FromSeconds(120), answers.TimeToLive);
    }

    [Fact]
    public async Task An_address_has_names_in_lower_case()
    {
        _server.Named("66.249.66.1", 60, "Crawl-1.GoogleBot.com", "other.example");
        var answers = Assert.IsType<DnsOutcome.Answers>(await AskAsync("1.66.249.66.in-addr.arpa", DnsRecordType.Pointer));
        Assert.Equal(["crawl-1.googlebot.com", "other.example"], answers.Records.Select(record => record.Name));
        Assert.Equal(TimeSpan.FromSeconds(60), answers.TimeToLive);
    }

    [Theory]
    [InlineData(0, 900, 60, 60)]
    [InlineData(0, 30, 60, 30)]
    [InlineData(3, 900, 60, 60)]
    [InlineData(3, 900, 0xFFFFFFFF, 0)] // RFC 2181 section 8
    public async Task No_comes_with_the_time_that_it_holds(int code, long ttl, long minimum, int seconds)
    {
        _server.Answer = question => [DnsWire.Reply(question, code, authority: [DnsWire.SoaRecord("googlebot.com", ttl, minimum)])];
        DnsOutcome expected = code == 3 ? new DnsOutcome.NoSuchName(TimeSpan.FromSeconds(seconds)) : new DnsOutcome.NoData(TimeSpan.FromSeconds(seconds));
        Assert.Equal(expected, await AskAsync());
    }

    [Theory]
    [InlineData(1, DnsFailure.Unexpected)]
    [InlineData(2, DnsFailure.ServerFailure)]
    [InlineData(4, DnsFailure.Unexpected)]
    [InlineData(5, DnsFailure.Refused)]
    public async Task An_error_is_no_answer_and_is_asked_again(int code, object failure)
    {
        _server.Answer = question => [DnsWire.Reply(question, code)];
        AssertFailed((DnsFailure)failure, await AskAsync());
        Assert.Equal(2, _server.Asked.Count);
    }

    [Fact]
    public async Task An_error_that_only_EDNS_tells_is_an_error()
    {
        _server.Answer = question => [DnsWire.Reply(question, additional: [DnsWire.Record("", 41, [], ttl: 0x01000000, recordClass: 1232)])];
        AssertFailed(DnsFailure.Unexpected, await AskAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task No_from_a_server_that_cannot_know_is_no_answer(int code)
    {
        _server.Answer = question => [DnsWire.Reply(question, code, authority: [DnsWire.Record("com", 2, DnsWire.Name("a.gtld-servers.net"))], flags: 0x8100)];
        AssertFailed(DnsFailure.NotRecursive, await AskAsync());
    }

    [Fact]
    public async Task Each_question_has_an_id_and_a_port_of_its_own()
    {
        for (var i = 0; i < 32; i++)
            await AskAsync();
        Assert.InRange(_server.Asked.Select(asked => Convert.ToHexString(asked.Question.Packet[..2])).Distinct().Count(), 28, 32);
        Assert.InRange(_server.Asked.Select(asked => asked.From.Port).Distinct().Count(), 24, 32);
    }

    [Fact]
    public async Task What_does_not_fit_is_asked_for_over_TCP()
    {
        TruncateUdp();
        Assert.IsType<DnsOutcome.Answers>(await AskAsync());
        Assert.Equal([false, true], _server.Asked.Select(asked => asked.Question.IsTcp));
    }

    [Fact]
    public async Task TCP_may_come_byte_by_byte()
    {
        TruncateUdp();
        _server.Frame = packet => DnsWire.Number(packet.Length, 2).Concat(packet).Select(value => new[] { value });
        Assert.IsType<DnsOutcome.Answers>(await AskAsync());
    }

    [Fact]
    public async Task A_long_answer_over_TCP_is_read_and_a_huge_one_is_not()
    {
        TruncateUdp();
        var one = DnsWire.Record(DnsWire.Pointer(12), DnsWire.A, [10, 0, 0, 1]);
        _server.Put(Name, DnsWire.A, [.. Enumerable.Repeat(one, 1000)]);
        Assert.Equal(1000, Assert.IsType<DnsOutcome.Answers>(await AskAsync()).Records.Count);

        _server.Put(Name, DnsWire.A, [.. Enumerable.Repeat(one, 4000)]);
        AssertFailed(DnsFailure.Malformed, await AskAsync());
    }

    [Fact]
    public async Task TCP_that_breaks_off_or_answers_something_else_is_malformed()
    {
        TruncateUdp();
        _server.Frame = packet => [[.. DnsWire.Number(packet.Length, 2), .. packet[..^3]]];
        AssertFailed(DnsFailure.Malformed, await AskAsync());

        _server.Frame = packet => [[.. DnsWire.Number(packet.Length, 2), (byte)~packet[0], .. packet[1..]]];
        AssertFailed(DnsFailure.Malformed, await AskAsync());

        _server.Frame = packet => [[.. DnsWire.Number(packet.Length, 2), .. packet[..2], (byte)(packet[2] | 2), .. packet[3..]]];
        AssertFailed(DnsFailure.Malformed, await AskAsync());

        _server.Frame = _ => [[0, 0]];
        AssertFailed(DnsFailure.Malformed, await AskAsync());
    }

    [Fact]
    public async Task A_server_without_TCP_fails_what_does_not_fit()
    {
        await using var server = new DnsServer(withTcp: false);
        server.Answer = question => [DnsWire.Reply(question, flags: 0x8380)];
        AssertFailed(DnsFailure.Unreachable, await AskAsync(servers: [server.EndPoint]));
    }

    [Fact]
    public async Task A_silent_TCP_connection_times_out()
    {
        TruncateUdp();
        _server.Frame = _ =>
        {
            Thread.Sleep(Short * 3);
            return [];
        };
        AssertFailed(DnsFailure.TimedOut, await AskAsync(timeout: Short));
    }

    [Fact]
    public async Task Answers_to_other_questions_are_not_ours()
    {
        _server.Answer = question =>
        {
            var answer = _server.FromTable(question);
            var elsewhere = new DnsQuestion([.. question.Packet[..12], .. DnsWire.Name("crawl-2.googlebot.com"), 0, 1, 0, 1, .. new byte[11]], "", 1, false);
            return [[(byte)(answer[0] ^ 1), .. answer[1..]], [], [1], answer[..11], question.Packet, DnsWire.Reply(elsewhere, code: 3), answer];
        };
        Assert.IsType<DnsOutcome.Answers>(await AskAsync());
        Assert.Single(_server.Asked);
    }

    [Fact]
    public async Task Only_answers_to_other_questions_are_no_answer()
    {
        _server.Answer = question => [[(byte)(question.Packet[0] ^ 1), .. DnsWire.Reply(question, code: 3)[1..]]];
        AssertFailed(DnsFailure.TimedOut, await AskAsync(timeout: Short));
    }

    [Fact]
    public async Task Who_floods_us_with_guesses_makes_us_ask_over_TCP()
    {
        _server.Answer = question => question.IsTcp
            ? [_server.FromTable(question)]
            : Enumerable.Range(1, 100).Select(guess => (byte[])[(byte)(question.Packet[0] ^ guess), .. DnsWire.Reply(question, code: 3)[1..]]);
        Assert.IsType<DnsOutcome.Answers>(await AskAsync());
        Assert.Equal([false, true], _server.Asked.Select(asked => asked.Question.IsTcp));
    }

    [Fact]
    public async Task An_answer_from_another_port_is_no_answer()
    {
        _server.AnswersFromAnotherPort = true;
        AssertFailed(DnsFailure.TimedOut, await AskAsync(timeout: Short));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public async Task Aliases_are_followed_so_far(int aliases, bool isFollowed)
    {
        var chain = Enumerable.Range(0, aliases).Select(i => DnsWire.CnameRecord(i == 0 ? Name : $"a{i}.example", $"a{i + 1}.example", ttl: 100 - i));
        _server.Answer = question => [DnsWire.Reply(question, answers: chain.Append(DnsWire.AddressRecord($"a{aliases}.example", "192.0.2.7")).Reverse())];
        var outcome = await AskAsync();
        if (isFollowed)
            Assert.Equal(TimeSpan.FromSeconds(101 - aliases), Assert.IsType<DnsOutcome.Answers>(outcome).TimeToLive);
        else
            AssertFailed(DnsFailure.Malformed, outcome);
    }

    [Fact]
    public async Task Aliases_in_a_circle_are_malformed()
    {
        _server.Answer = question => [DnsWire.Reply(question, answers: [DnsWire.CnameRecord(Name, "b.example"), DnsWire.CnameRecord("b.example", Name)])];
        AssertFailed(DnsFailure.Malformed, await AskAsync());
    }

    [Fact]
    public async Task An_alias_without_its_end_is_an_answer_only_when_the_server_says_so()
    {
        byte[][] alias = [DnsWire.CnameRecord(Name, "b.example")];
        _server.Answer = question => [DnsWire.Reply(question, answers: alias)];
        AssertFailed(DnsFailure.Malformed, await AskAsync());

        _server.Answer = question => [DnsWire.Reply(question, answers: alias, authority: [DnsWire.SoaRecord("example", 60, 60)])];
        Assert.Equal(new DnsOutcome.NoData(TimeSpan.FromSeconds(60)), await AskAsync());

        _server.Answer = question => [DnsWire.Reply(question, code: 3, answers: alias)];
        Assert.Equal(new DnsOutcome.NoSuchName(TimeSpan.Zero), await AskAsync());
    }

    [Fact]
    public async Task Records_of_other_names_types_and_classes_do_not_count()
    {
        _server.Answer = question =>
        [
            DnsWire.Reply(question, answers:
            [
                DnsWire.AddressRecord("crawl-2.googlebot.com", "192.0.2.1"),
                DnsWire.AddressRecord(Name, "2001:db8::1"),
                DnsWire.Record(Name, DnsWire.A, [192, 0, 2, 2], recordClass: 3),
                DnsWire.Record(Name, 99, [1, 2, 3]),
            ]),
        ];
        Assert.Equal(new DnsOutcome.NoData(TimeSpan.Zero), await AskAsync());
    }

    [Fact]
    public async Task Compressed_names_are_read()
    {
        _server.Answer = question =>
        [
            DnsWire.Reply(question, answers:
            [
                DnsWire.Record(DnsWire.Pointer(12), DnsWire.Cname, [1, (byte)'x', .. DnsWire.Pointer(20)]), // x.googlebot.com
                DnsWire.Record([1, (byte)'X', .. DnsWire.Pointer(20)], DnsWire.A, [192, 0, 2, 9]),
            ]),
        ];
        Assert.Equal(IPAddress.Parse("192.0.2.9"), Assert.IsType<DnsOutcome.Answers>(await AskAsync()).Records[0].Address);
    }

    public static TheoryData<string> BrokenRecords =>
    [
        "C02700010001000000010004C0000201", // a name that points at itself
        "0161C02700010001000000010004C0000201", // a name that ends where it begins
        "C0FF00010001000000010004C0000201", // a name that points past the end
        "C0", // half a pointer
        "4061", // a label of a type that was never made
        "C00C00010001000000010005C000020100", // an IPv4 address of five bytes
        "C00C001C0001000000010004C0000201", // an IPv6 address of four
        "C00C00010001000000010004C00002", // half an address
        "C00C0001000100000001FFFFC0000201",
        "C00C000100010000",
        "C00C000500010000000100020161C00C", // an alias that is longer than it says
        "C00C00050001000000010004C00CC00C", // and one that is shorter
        "C00C0006000100000001000401610000", // half a start of authority
        "",
    ];

    [Theory]
    [MemberData(nameof(BrokenRecords))]
    public async Task What_cannot_be_read_is_malformed(string record)
    {
        _server.Answer = question => [DnsWire.Reply(question, answers: [Convert.FromHexString(record)])];
        AssertFailed(DnsFailure.Malformed, await AskAsync());
    }

    [Fact]
    public async Task No_such_name_with_an_address_is_malformed()
    {
        _server.Answer = question => [DnsWire.Reply(question, code: 3, answers: [DnsWire.AddressRecord(Name, "192.0.2.1")])];
        AssertFailed(DnsFailure.Malformed, await AskAsync());
    }

    [Fact]
    public async Task A_packet_longer_than_any_we_asked_for_is_malformed()
    {
        _server.Put(Name, DnsWire.A, [.. Enumerable.Repeat(DnsWire.AddressRecord(Name, "192.0.2.1"), 1000)]);
        AssertFailed(DnsFailure.Malformed, await AskAsync());
    }

    [Fact]
    public async Task A_silent_server_is_asked_twice_and_then_times_out()
    {
        _server.Answer = _ => [];
        var watch = Stopwatch.StartNew();
        AssertFailed(DnsFailure.TimedOut, await AskAsync(timeout: Short));
        Assert.InRange(watch.Elapsed, Short * 1.9, Short * 20);
        Assert.Equal(2, _server.Asked.Count);
    }

    [Fact]
    public async Task A_server_that_nobody_runs_is_unreachable() => AssertFailed(DnsFailure.Unreachable, await AskAsync(servers: [await NobodyAsync()]));

    [Fact]
    public async Task The_next_server_is_asked_when_one_fails()
    {
        await using var broken = new DnsServer();
        broken.Answer = question => [DnsWire.Reply(question, code: 2)];
        var outcome = await AskAsync(servers: [await NobodyAsync(), broken.EndPoint, _server.EndPoint]);
        Assert.IsType<DnsOutcome.Answers>(outcome);
        Assert.Single(broken.Asked);
    }

    [Fact]
    public async Task No_is_an_answer_and_nobody_else_is_asked()
    {
        await using var knows = new DnsServer();
        Assert.IsType<DnsOutcome.NoSuchName>(await AskAsync(servers: [knows.EndPoint, _server.EndPoint]));
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task Without_servers_nobody_is_asked() => AssertFailed(DnsFailure.NoServer, await AskAsync(servers: []));

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a\\046b.googlebot.com")]
    [InlineData("bücher.example")]
    [InlineData("a123456789a123456789a123456789a123456789a123456789a123456789abcd.example")]
    public async Task What_is_no_host_name_has_no_records(string name)
    {
        Assert.IsType<DnsOutcome.NoSuchName>(await AskAsync(name));
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task The_longest_name_is_asked_and_a_longer_one_is_not()
    {
        var label = new string('a', 49) + ".";
        var longest = string.Concat(Enumerable.Repeat(label, 5)) + "abc";
        await AskAsync(longest);
        Assert.Equal(longest, Assert.Single(_server.Asked).Question.Name);
        await AskAsync(longest + "d");
        Assert.Single(_server.Asked);
    }

    private void TruncateUdp() =>
        _server.Answer = question => [question.IsTcp ? _server.FromTable(question) : DnsWire.Reply(question, flags: 0x8380)];

    private static void AssertFailed(DnsFailure reason, DnsOutcome outcome) => Assert.Equal(new DnsOutcome.Failed(reason), outcome);

    /// <summary>Where a server was and is no more.</summary>
    private static async Task<IPEndPoint> NobodyAsync()
    {
        await using var gone = new DnsServer();
        return gone.EndPoint;
    }

    private Task<DnsOutcome> AskAsync(string name = Name, DnsRecordType type = DnsRecordType.A, TimeSpan? timeout = null, IReadOnlyList<IPEndPoint>? servers = null) =>
        new DnsResolver(() => servers ?? [_server.EndPoint], timeout ?? Long, 2, TimeProvider.System).AskAsync(name, type);
}
