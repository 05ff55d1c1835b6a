using CrawlGate.AspNetCore;
using CrawlGate.WebBotAuth;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Identity ladders with the signals that a test is about.</summary>
internal static class Ladders
{
    public static IdentityLadder Create(GateSnapshot gate, params ICrawlerSignal[] signals) => Create(gate, new NoDirectories(), signals);

    public static IdentityLadder Create(GateSnapshot gate, ISignatureKeyDirectory directory, params ICrawlerSignal[] signals)
    {
        var current = new CurrentGate(gate);
        return new IdentityLadder(current, signals, new SignatureSignal(new WebBotAuthVerifier(directory), current), NullLogger<IdentityLadder>.Instance);
    }

    private sealed class NoDirectories : ISignatureKeyDirectory
    {
        public ValueTask<KeyLookup> FindAsync(SignatureAgent agent, string keyId, CancellationToken cancellationToken) => new(new KeyLookup.Unavailable("there is no network in this test"));
    }
}
