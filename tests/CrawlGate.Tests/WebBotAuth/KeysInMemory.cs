using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

/// <summary>A directory that one agent's keys are in, and that counts how often it is asked.</summary>
internal sealed class KeysInMemory(string agent, params VerificationKey[] keys) : ISignatureKeyDirectory
{
    public int Lookups { get; private set; }

    public string? Failure { get; set; }

    public ValueTask<KeyLookup> FindAsync(SignatureAgent asked, string keyId, CancellationToken cancellationToken)
    {
        Lookups++;
        return ValueTask.FromResult<KeyLookup>(
            Failure is not null ? new KeyLookup.Unavailable(Failure)
            : asked.Url == new Uri(agent) && Array.Find(keys, key => key.KeyId == keyId) is { } key ? new KeyLookup.Found(key)
            : new KeyLookup.NotListed());
    }
}
