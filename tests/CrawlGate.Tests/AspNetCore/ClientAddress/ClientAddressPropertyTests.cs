using System.Net;
using CrawlGate.AspNetCore;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Whatever a chain holds, an address is taken from it only when trusted proxies wrote all that stands to its right.</summary>
public sealed class ClientAddressPropertyTests
{
    private static readonly IPAddress Proxy = IPAddress.Parse(Resolvers.Proxy);

    private static readonly Gen<Hop> Hops = Gen.Frequency(
        (5, Gen.Choose(1, 254).Select(i => new Hop($"10.0.1.{i}", $"for=10.0.1.{i}", IPAddress.Parse($"10.0.1.{i}"), true))),
        (2, Gen.Choose(1, 254).Select(i => new Hop($"[2001:db8:a::{i:x}]:{i}", $"proto=http;for=\"[2001:db8:a::{i:x}]\"", IPAddress.Parse($"2001:db8:a::{i:x}"), true))),
        (3, Gen.Choose(1, 254).Select(i => new Hop($"203.0.113.{i}:80", $"for=\"203.0.113.{i}:80\";host=\"a,b\\\"c\"", IPAddress.Parse($"203.0.113.{i}"), false))),
        (1, Gen.Choose(1, 254).Select(i => new Hop($"2001:db8:b::{i:x}", $"FOR=\"[2001:db8:b::{i:x}]\"", IPAddress.Parse($"2001:db8:b::{i:x}"), false))),
        (1, Gen.Elements(new Hop("unknown", "for=unknown", null, false), new Hop("_x", "for=_x", null, false), new Hop("", "", null, false), new Hop("1.2.3", "for=1.2.3", null, false))));

    [Fact]
    public void Only_what_trusted_proxies_wrote_is_believed()
    {
        var resolver = Resolvers.Create();
        var lines = Gen.ListOf(Gen.NonEmptyListOf(Hops));
        var separators = Gen.Elements(",", ", ", " ,\t");
        Prop.ForAll(Gen.Zip(lines, separators).ToArbitrary(), input =>
        {
            var (chain, separator) = input;
            var hops = chain.SelectMany(line => line).ToArray();
            foreach (var isStandard in (bool[])[false, true])
            {
                var header = new StringValues([.. chain.Select(line => string.Join(separator, line.Select(hop => isStandard ? hop.Standard : hop.Plain)))]);
                var client = resolver.Resolve(Proxy, new HeaderDictionary { [isStandard ? "Forwarded" : "X-Forwarded-For"] = header });
                if (!client.Address!.Equals(Expect(hops)) || !IsBelievable(client.Address, hops))
                    return false;
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void A_visitor_cannot_move_what_the_proxy_appends()
    {
        var resolver = Resolvers.Create();
        var nasty = Gen.Elements("\"", "\\", ",", ";", "=", "for", "for=", "for=6.6.6.6", "[", "]", ":", "10.0.0.1", "for=10.0.0.1", "6.6.6.6", " ", "\t", "unknown", "\0");
        var written = Gen.ListOf(nasty).Select(parts => string.Concat(parts));
        Prop.ForAll(Gen.Zip(written, Gen.Elements(false, true)).ToArbitrary(), input =>
        {
            var (text, isLine) = input;
            var plain = isLine ? new StringValues([text, "1.2.3.4"]) : new StringValues($"{text}, 1.2.3.4");
            var standard = isLine ? new StringValues([text, "for=1.2.3.4;host=\"x\""]) : new StringValues($"{text}, for=1.2.3.4;host=\"x\"");
            return resolver.Resolve(Proxy, new HeaderDictionary { ["X-Forwarded-For"] = plain }).Address!.ToString() == "1.2.3.4"
                && resolver.Resolve(Proxy, new HeaderDictionary { ["Forwarded"] = standard }).Address!.ToString() == "1.2.3.4";
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Nothing_throws_on_garbage()
    {
        var resolver = Resolvers.Create();
        Prop.ForAll(ArbMap.Default.GeneratorFor<string?[]>().ToArbitrary(), lines =>
        {
            var headers = new HeaderDictionary { ["X-Forwarded-For"] = lines, ["Forwarded"] = lines, ["X-Forwarded-Proto"] = lines };
            return resolver.Resolve(Proxy, headers) is { Address: not null, Scheme: null };
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    private static IPAddress Expect(Hop[] hops)
    {
        var believed = Proxy;
        foreach (var hop in hops.Reverse().Take(ClientAddressResolver.MaxHops))
        {
            if (hop.Address is null)
                return believed;
            believed = hop.Address;
            if (!hop.IsTrusted)
                return believed;
        }

        return believed;
    }

    private static bool IsBelievable(IPAddress address, Hop[] hops)
    {
        if (address.Equals(Proxy))
            return true;
        for (var i = hops.Length - 1; i >= 0; i--)
        {
            if (address.Equals(hops[i].Address))
                return true;
            if (!hops[i].IsTrusted)
                return false;
        }

        return false;
    }

    private sealed record Hop(string Plain, string Standard, IPAddress? Address, bool IsTrusted);
}
