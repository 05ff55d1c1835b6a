using System.Security.Cryptography;
using System.Text;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.AspNetCore;

/// <summary>What agents are asked, how they are believed, and whom they stand for, in one week.</summary>
internal sealed class AgentWeek
{
    private const int NonceKeyLength = 32;

    private readonly EpochKey _key;

    public AgentWeek(EpochKey key, AgentKitSettings settings, AgentBook book, Func<ulong, IEthereumRpc?> chains, TimeProvider time)
    {
        // A key of its own: whoever comes by it can make up nonces and find nobody.
        Span<byte> nonceKey = stackalloc byte[NonceKeyLength];
        HMACSHA256.HashData(key.Agents, "crawlgate 1 agent nonces"u8, nonceKey);
        var nonces = new AgentKitNonces(nonceKey, settings.MaxAge, time);
        _key = key;
        Extension = new AgentKitExtension(nonces, settings.Terms, time);
        Verifier = new AgentKitVerifier(nonces, book, chains, settings.Terms, time);
    }

    public int Epoch => _key.Epoch;

    /// <summary>When it ends, and what was counted in it is forgotten.</summary>
    public DateTimeOffset Ends => _key.Ends;

    public AgentKitExtension Extension { get; }

    public AgentKitVerifier Verifier { get; }

    /// <summary>The name of a person at a page: nobody can make a person, a wallet or an address of it again.</summary>
    public string NameOf(UInt256 human, string page)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        human.WriteTo(bytes);
        return Name("human"u8, bytes, page);
    }

    /// <summary>The name of whoever pays for a page.</summary>
    public string NameOf(Address payer, string page) => Name("payer"u8, payer.ToArray(), page);

    /// <summary>The name of one payment.</summary>
    public string NameOf(in X402.AuthorizationKey payment, string page) => Name("payment"u8, payment.Nonce.ToArray(), payment.Payer + page);

    private string Name(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> id, string page) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key.Agents, [.. kind, 0, .. id, .. Encoding.UTF8.GetBytes(page)]));
}
