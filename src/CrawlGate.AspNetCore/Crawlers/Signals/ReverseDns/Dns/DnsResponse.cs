using System.Net;
using System.Runtime.InteropServices;

namespace CrawlGate.AspNetCore;

/// <summary>Reads the answer to a question. Nothing a packet holds is trusted, and nothing in it throws.</summary>
internal static class DnsResponse
{
    private const int MaxAliases = 8;
    private const ushort InternetClass = 1;

    private static readonly DnsOutcome Malformed = new DnsOutcome.Failed(DnsFailure.Malformed);

    /// <summary>Whether the answer did not fit and is to be asked for over TCP.</summary>
    public static bool IsTruncated(ReadOnlySpan<byte> packet) => (packet[2] & 0x02) != 0;

    /// <summary>What a packet says that <see cref="DnsQuery.IsAnsweredBy"/> accepted.</summary>
    public static DnsOutcome Read(ReadOnlySpan<byte> packet, DnsQuery query)
    {
        var reader = new DnsReader(packet, 6);
        reader.TryReadUInt16(out var answerCount);
        reader.TryReadUInt16(out var authorityCount);
        reader.TryReadUInt16(out var additionalCount);
        reader = new DnsReader(packet, query.QuestionEnd);

        // Error answers are not read any further: nothing in them could change what they are.
        var code = packet[3] & 0x0F;
        if (code is not (0 or 3))
            return new DnsOutcome.Failed(code switch { 2 => DnsFailure.ServerFailure, 5 => DnsFailure.Refused, _ => DnsFailure.Unexpected });
        if (!TryReadSection(ref reader, answerCount, out var answers)
            || !TryReadSection(ref reader, authorityCount, out var authority)
            || !TryReadSection(ref reader, additionalCount, out var additional))
            return Malformed;
        if (additional.Exists(record => record.Type == DnsRecordType.Options && record.TimeToLive >> 24 != 0))
            return new DnsOutcome.Failed(DnsFailure.Unexpected);

        var knows = (packet[2] & 0x04) != 0 || (packet[3] & 0x80) != 0;
        return Follow(answers, authority, query, isNoSuchName: code == 3, knows);
    }

    private static DnsOutcome Follow(List<Record> answers, List<Record> authority, DnsQuery query, bool isNoSuchName, bool knows)
    {
        var name = query.Name;
        var timeToLive = uint.MaxValue;
        for (var aliases = 0; aliases <= MaxAliases; aliases++)
        {
            var found = new List<DnsRecord>();
            Record? alias = null;
            foreach (var record in answers)
            {
                if (record.Owner != name)
                    continue;
                if (record.Type == query.Type)
                {
                    found.Add(new DnsRecord(record.Name, record.Address));
                    timeToLive = Math.Min(timeToLive, record.TimeToLive);
                }
                else if (record.Type == DnsRecordType.CanonicalName)
                    alias ??= record;
            }

            if (found.Count > 0)
                return isNoSuchName ? Malformed : new DnsOutcome.Answers(found, TimeSpan.FromSeconds(timeToLive));
            if (alias is not { Name: { } target })
                return No(authority, isNoSuchName, knows, isAliased: aliases > 0);
            timeToLive = Math.Min(timeToLive, alias.Value.TimeToLive);
            name = target;
        }

        return Malformed;
    }

    private static DnsOutcome No(List<Record> authority, bool isNoSuchName, bool knows, bool isAliased)
    {
        if (!knows)
            return new DnsOutcome.Failed(DnsFailure.NotRecursive);

        var start = authority.Find(record => record.Type == DnsRecordType.StartOfAuthority);
        var timeToLive = TimeSpan.FromSeconds(start.TimeToLive);
        if (isNoSuchName)
            return new DnsOutcome.NoSuchName(timeToLive);

        // An alias whose end is simply missing says nothing about that end.
        return isAliased && start.Owner is null ? Malformed : new DnsOutcome.NoData(timeToLive);
    }

    private static bool TryReadSection(ref DnsReader reader, int count, out List<Record> records)
    {
        records = [];
        for (var i = 0; i < count; i++)
        {
            if (!TryReadRecord(ref reader, out var record, out var isInternet))
                return false;
            if (isInternet)
                records.Add(record);
        }

        return true;
    }

    private static bool TryReadRecord(ref DnsReader reader, out Record record, out bool isInternet)
    {
        record = default;
        isInternet = false;
        if (!reader.TryReadName(out var owner)
            || !reader.TryReadUInt16(out var typeNumber)
            || !reader.TryReadUInt16(out var recordClass)
            || !reader.TryReadUInt32(out var timeToLive)
            || !reader.TryReadUInt16(out var length))
            return false;

        var data = reader;
        var type = (DnsRecordType)typeNumber;
        if (!reader.TryRead(length, out var bytes))
            return false;

        isInternet = recordClass == InternetClass || type == DnsRecordType.Options;
        if (type != DnsRecordType.Options && timeToLive > int.MaxValue)
            timeToLive = 0; // RFC 2181 section 8
        record = new Record(owner, type, timeToLive, null, null);
        if (!isInternet)
            return true;

        switch (type)
        {
            case DnsRecordType.A or DnsRecordType.Aaaa:
                if (length != (type == DnsRecordType.A ? 4 : 16))
                    return false;
                record = record with { Address = new IPAddress(bytes) };
                return true;
            case DnsRecordType.CanonicalName or DnsRecordType.Pointer:
                if (!data.TryReadName(out var name) || data.Position != reader.Position)
                    return false;
                record = record with { Name = name };
                return true;
            case DnsRecordType.StartOfAuthority:
                if (!data.TryReadName(out _)
                    || !data.TryReadName(out _)
                    || !data.TryRead(16, out _)
                    || !data.TryReadUInt32(out var minimum)
                    || data.Position != reader.Position)
                    return false;
                record = record with { TimeToLive = Math.Min(timeToLive, minimum > int.MaxValue ? 0 : minimum) };
                return true;
            default:
                return true;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Record(string Owner, DnsRecordType Type, uint TimeToLive, string? Name, IPAddress? Address);
}
