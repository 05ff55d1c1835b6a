using System.Security.Cryptography;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.AspNetCore;

public sealed class WorldIdPartsTests
{
    private static readonly EpochKey Key = new(2958, new byte[32]);

    private static readonly EpochKey OtherKey = new(2959, RandomNumberGenerator.GetBytes(32));

    private readonly FixedTime _time = new(1_795_000_000);

    [Fact]
    public void A_nonce_says_when_it_was_given_and_is_known_again_for_its_challenge_alone()
    {
        var (mine, theirs) = (Challenge(1), Challenge(2));
        var nonce = WorldIdNonce.Create(mine, Key, _time.Now);

        Assert.True(WorldIdNonce.TryRead(nonce, mine, Key, out var givenAt));
        Assert.Equal(_time.Now, givenAt);
        Assert.True(nonce < FieldText.Order);
        Assert.NotEqual(nonce, WorldIdNonce.Create(mine, Key, _time.Now));
        Assert.False(WorldIdNonce.TryRead(nonce, theirs, Key, out _));
        Assert.False(WorldIdNonce.TryRead(nonce, mine, OtherKey, out _));
        Span<byte> bytes = stackalloc byte[32];
        for (var i = 0; i < bytes.Length; i++)
        {
            nonce.WriteTo(bytes);
            bytes[i] ^= 1;
            Assert.False(WorldIdNonce.TryRead(new UInt256(bytes), mine, Key, out _));
        }
    }

    [Fact]
    public void A_ticket_opens_with_its_key_and_unchanged_only_and_says_nothing()
    {
        var ticket = new WorldIdTicket(7, Guid.NewGuid(), RandomNumberGenerator.GetBytes(32), "/" + new string('a', 1999));
        var text = WorldIdTicketCookie.Seal(ticket, Key);

        Assert.InRange(text.Length, 1, 3800);
        var opened = WorldIdTicketCookie.Open(text, Key)!;
        Assert.Equal((ticket.Nonce, ticket.RequestId, ticket.ReturnPath), (opened.Nonce, opened.RequestId, opened.ReturnPath));
        Assert.Equal(ticket.Key.ToArray(), opened.Key.ToArray());
        Assert.NotEqual(text, WorldIdTicketCookie.Seal(ticket, Key));
        Assert.Equal(nameof(WorldIdTicket), $"{ticket}");
        Assert.Null(WorldIdTicketCookie.Open(text, OtherKey));
        foreach (var bad in (string[])["", "v1.", "v2." + text[3..], text[..^1], text + "A", text[..10] + (text[10] == 'A' ? 'B' : 'A') + text[11..], "v1.AAAA", new string('v', 5000)])
            Assert.Null(WorldIdTicketCookie.Open(bad, Key));
    }

    [Fact]
    public void A_request_is_asked_about_once_a_second_and_no_more_once_its_answer_is_here()
    {
        var answers = new WorldIdAnswers(_time);
        var id = Guid.NewGuid();

        Assert.True(answers.MayPoll(id));
        Assert.False(answers.MayPoll(id));
        Assert.True(answers.MayPoll(Guid.NewGuid()));
        _time.Now += TimeSpan.FromSeconds(1);
        Assert.True(answers.MayPoll(id));

        answers.Keep(id, "{}", _time.Now.AddMinutes(1));
        _time.Now += TimeSpan.FromSeconds(59);
        Assert.False(answers.MayPoll(id));
        Assert.Equal("{}", answers.Find(id));
        _time.Now += TimeSpan.FromSeconds(1);
        Assert.Null(answers.Find(id));
    }

    [Fact]
    public async Task Very_many_requests_are_not_asked_about_together_and_are_forgotten()
    {
        var answers = new WorldIdAnswers(_time);
        var asked = 0;
        while (asked < 10_000 && answers.MayPoll(Guid.NewGuid()))
            asked++;
        Assert.InRange(asked, 1000, 9999);

        _time.Now += TimeSpan.FromSeconds(1);
        Assert.True(answers.MayPoll(Guid.NewGuid()));
        await answers.TidyAsync(CancellationToken.None);
    }

    private PersonhoodChallenge Challenge(byte id) => new()
    {
        Id = new byte[] { id },
        Signal = new Bytes32(new byte[32]),
        Action = "crawlgate:site.example:2026-W47:1",
        IssuedAt = _time.Now,
        ExpiresAt = _time.Now.AddMinutes(40),
        Site = new Uri("https://site.example"),
    };
}
