using System.Text.Json;
using CrawlGate.X402;

namespace CrawlGate.Client;

/// <summary>What a server wants before it serves, of either protocol version.</summary>
/// <param name="Version">1 or 2.</param>
/// <param name="Error">The server's reason, for people.</param>
/// <param name="Resource">Version 2: what is for sale, to be echoed.</param>
/// <param name="Extensions">Version 2: extensions, to be echoed.</param>
/// <param name="Offers">The offers that could be read, in the server's order.</param>
internal sealed record Quote(int Version, string? Error, JsonElement? Resource, JsonElement? Extensions, IReadOnlyList<Offer> Offers);

/// <summary>One offer of a quote.</summary>
/// <param name="Terms">The offer as version 2 spells it.</param>
/// <param name="Network">Its network.</param>
/// <param name="Json">The offer as received, to be echoed to the byte.</param>
internal sealed record Offer(PaymentRequirements Terms, CaipNetwork Network, JsonElement Json);
