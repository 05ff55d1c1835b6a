namespace CrawlGate.AspNetCore;

/// <summary>The record types that are asked for or read (RFC 1035 section 3.2.2, RFC 3596, RFC 6891).</summary>
internal enum DnsRecordType : ushort
{
    A = 1,
    CanonicalName = 5,
    StartOfAuthority = 6,
    Pointer = 12,
    Aaaa = 28,
    Options = 41,
}
