using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http.Features;

namespace CrawlGate.Cli;

/// <summary>Which address a client would have, and whether that is likely to be the client's.</summary>
internal static class AddressCheck
{
    private const string Name = "client address";

    /// <summary>The address; null when the server refuses the request.</summary>
    public static async Task<AddressFacts?> FindAsync(OfflineGateway gateway, AskedRequest request)
    {
        AddressFacts? facts = null;
        await gateway.AskAsync(request, context =>
        {
            var feature = context.Features.GetRequiredFeature<IClientAddressFeature>();
            facts = new AddressFacts(request.Peer?.ToString(), context.Connection.RemoteIpAddress?.ToString(), SettingName.Of(feature.Source), feature.Reason);
            return Task.CompletedTask;
        });
        return facts;
    }

    public static Finding Judge(OfflineGateway gateway, AskedRequest request, AddressFacts? address)
    {
        if (address is null)
            return Finding.Failed(Name, "the server refuses such a request", "look at the headers and at AllowedHosts");

        var isTrusted = gateway.Gate.ClientAddress.TrustedProxies.Contains(request.Peer!);
        return (isTrusted, address.Source == SettingName.Of(AddressSource.Connection), request.IsForwarded) switch
        {
            (false, _, true) => Finding.Warning(Name, $"{address.Peer} sends a forwarding header and is not trusted", "if it is your proxy, name it in TrustedProxies; else everybody has its address"),
            (true, true, _) => Finding.Warning(Name, $"{address.Peer} is trusted and names no client: {address.Reason}", "have the proxy send X-Forwarded-For, or take it out of TrustedProxies"),
            _ => Finding.Ok(Name, $"{address.Address}: {address.Reason}"),
        };
    }
}
