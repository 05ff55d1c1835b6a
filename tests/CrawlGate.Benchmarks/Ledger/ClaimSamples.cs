using System.Globalization;
using System.Security.Cryptography;
using CrawlGate.AspNetCore;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Benchmarks;

/// <summary>Claims and bare keys that nobody presented before, made before the measurement.</summary>
internal sealed class ClaimSamples
{
    /// <summary>As long as chain, asset, payer and nonce in words of 32 bytes without the chain's.</summary>
    public const int KeyLength = 96;

    private const int PayloadLength = 32;

    private ClaimSamples(int count)
    {
        var validBefore = TimeProvider.System.GetUtcNow().AddHours(1);
        Claims = [.. Enumerable.Range(0, count).Select(i => Claim(i, validBefore))];
        Keys = [.. Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetBytes(KeyLength))];
    }

    public IReadOnlyList<PaymentClaim> Claims { get; }

    public IReadOnlyList<byte[]> Keys { get; }

    public static byte[] Payload { get; } = RandomNumberGenerator.GetBytes(PayloadLength);

    /// <summary>New ones for every run.</summary>
    public static ClaimSamples Create(int count) => new(count);

    private static PaymentClaim Claim(int i, DateTimeOffset validBefore) => new()
    {
        Key = new AuthorizationKey(84532, Anvil.BaseSepoliaUsdc, DevAccount.All[i % DevAccount.All.Count].Address, Random()),
        Fingerprint = Random(),
        Resource = string.Create(CultureInfo.InvariantCulture, $"GET https://tidepool.example/posts/tides-{i % 1000}"),
        PayTo = DevAccount.All[2].Address,
        Amount = 1000,
        ValidBefore = validBefore,
    };

    private static Bytes32 Random() => new(RandomNumberGenerator.GetBytes(Bytes32.Length));
}
