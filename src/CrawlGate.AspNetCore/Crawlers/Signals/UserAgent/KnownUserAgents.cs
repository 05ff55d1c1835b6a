using System.Runtime.InteropServices;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Whom the User-Agents that were seen lately name. Most visitors of a site share a few hundred of them, and comparing one with its
/// equal is quicker than looking for crawlers in it. What is not found here is looked for; who sends ever new ones gains nothing.
/// </summary>
internal sealed class KnownUserAgents(UserAgentMatcher matcher)
{
    private const int Capacity = 1024;

    // Longer ones are nobody's browser, and would make the table large.
    private const int MaxLength = 512;

    private readonly Known?[] _known = new Known?[Capacity];

    /// <summary>The crawler that a request's User-Agent lines name; null when none does. Allocates only for one that was not seen lately.</summary>
    public Crawler? Find(StringValues userAgent)
    {
        if (userAgent.Count != 1 || userAgent[0] is not { Length: <= MaxLength } text)
            return matcher.Find(userAgent);

        ref var place = ref _known[Sample(text)];
        if (Volatile.Read(ref place) is { } known && known.UserAgent == text)
            return known.Crawler;

        var crawler = matcher.Find(userAgent);
        Volatile.Write(ref place, new Known(text, crawler));
        return crawler;
    }

    /// <summary>A place in the table by a few pieces of the text. Two that share one only take turns.</summary>
    private static int Sample(string text)
    {
        var words = MemoryMarshal.Cast<char, ulong>(text);
        var sample = (ulong)text.Length;
        for (var i = 0; i < 8 && words.Length > 0; i++)
            sample = (sample ^ words[i * (words.Length - 1) / 7]) * 0x9E3779B97F4A7C15;

        return (int)(sample >> 54) & (Capacity - 1);
    }

    private sealed record Known(string UserAgent, Crawler? Crawler);
}
