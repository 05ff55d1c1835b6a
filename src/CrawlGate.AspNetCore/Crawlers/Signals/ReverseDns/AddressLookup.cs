using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CrawlGate.AspNetCore;

/// <summary>Looks up the names of an address, and whether each leads back to it.</summary>
internal sealed class AddressLookup(DnsResolver resolver, TimeProvider time)
{
    /// <summary>How many names of an address are looked at.</summary>
    public const int MaxNames = 4;

    public async Task<AddressNames> FindAsync(IPAddress address)
    {
        var outcome = await resolver.AskAsync(ReverseName(address), DnsRecordType.Pointer);
        if (outcome is not DnsOutcome.Answers answers)
            return outcome switch
            {
                DnsOutcome.NoSuchName no => Known([], false, no.TimeToLive),
                DnsOutcome.NoData no => Known([], false, no.TimeToLive),
                DnsOutcome.Failed failed => Unknown(failed.Reason),
                _ => throw new InvalidOperationException($"{outcome} is not an outcome"),
            };

        var names = answers.Records.Select(record => record.Name!).Distinct(StringComparer.Ordinal).ToArray();
        var looks = await Task.WhenAll(names.Take(MaxNames).Select(name => LookBackAsync(name, address)));
        var timeToLive = looks.Select(look => look.TimeToLive).Append(answers.TimeToLive).Min();
        return Known([.. looks.Select(look => look.Name)], names.Length > MaxNames, timeToLive);
    }

    /// <summary>That DNS failed.</summary>
    public AddressNames Unknown(DnsFailure failure) => new([], false, failure, TimeSpan.Zero, time.GetUtcNow());

    /// <summary>Where the names of an address are filed (RFC 1035 section 3.5, RFC 3596 section 2.5).</summary>
    public static string ReverseName(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return $"{bytes[3]}.{bytes[2]}.{bytes[1]}.{bytes[0]}.in-addr.arpa";

        var name = new StringBuilder(72);
        for (var i = bytes.Length - 1; i >= 0; i--)
            name.Append((bytes[i] & 0x0F).ToString("x")).Append('.').Append((bytes[i] >> 4).ToString("x")).Append('.');
        return name.Append("ip6.arpa").ToString();
    }

    private AddressNames Known(IReadOnlyList<AddressName> names, bool hasMore, TimeSpan timeToLive) => new(names, hasMore, null, timeToLive, time.GetUtcNow());

    private async Task<(AddressName Name, TimeSpan TimeToLive)> LookBackAsync(string name, IPAddress address)
    {
        var type = address.AddressFamily == AddressFamily.InterNetwork ? DnsRecordType.A : DnsRecordType.Aaaa;
        return await resolver.AskAsync(name, type) switch
        {
            DnsOutcome.Answers answers => (new AddressName(name, answers.Records.Any(record => address.Equals(record.Address)), null), answers.TimeToLive),
            DnsOutcome.NoSuchName no => (new AddressName(name, false, null), no.TimeToLive),
            DnsOutcome.NoData no => (new AddressName(name, false, null), no.TimeToLive),
            DnsOutcome.Failed failed => (new AddressName(name, false, failed.Reason), TimeSpan.MaxValue),
            var outcome => throw new InvalidOperationException($"{outcome} is not an outcome"),
        };
    }
}
