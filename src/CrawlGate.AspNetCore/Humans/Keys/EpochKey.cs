using System.Security.Cryptography;

namespace CrawlGate.AspNetCore;

/// <summary>The keys of one week, one for each purpose, so that what is made with one is worth nothing where another is asked for.</summary>
internal sealed class EpochKey
{
    private const int Length = 32;

    private static readonly byte[][] Purposes =
    [
        "crawlgate 1 passes"u8.ToArray(), "crawlgate 1 challenges"u8.ToArray(), "crawlgate 1 subjects"u8.ToArray(), "crawlgate 1 tokens"u8.ToArray(), "crawlgate 1 agents"u8.ToArray(),
        "crawlgate 1 worldid nonces"u8.ToArray(), "crawlgate 1 worldid tickets"u8.ToArray(),
    ];

    // Pinned: the garbage collector would leave copies behind when it moves it.
    private readonly byte[] _keys = GC.AllocateUninitializedArray<byte>(Purposes.Length * Length, pinned: true);

    /// <summary>Derives the keys (HKDF-SHA256, RFC 5869) from the secret that all gateways share.</summary>
    public EpochKey(int epoch, ReadOnlySpan<byte> secret)
    {
        (Epoch, Ends) = (epoch, Epochs.EndOf(epoch));
        for (var i = 0; i < Purposes.Length; i++)
            HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, Key(i), salt: default, Purposes[i]);
    }

    /// <summary>The week.</summary>
    public int Epoch { get; }

    /// <summary>When it ends, and with it everything that was made with these keys.</summary>
    public DateTimeOffset Ends { get; }

    /// <summary>Signs passes.</summary>
    public ReadOnlySpan<byte> Passes => Key(0);

    /// <summary>Signs challenges.</summary>
    public ReadOnlySpan<byte> Challenges => Key(1);

    /// <summary>Makes of a person, and of a network, what nobody can make a person or a network of again.</summary>
    public ReadOnlySpan<byte> Subjects => Key(2);

    /// <summary>For private access tokens.</summary>
    public ReadOnlySpan<byte> Tokens => Key(3);

    /// <summary>For agents of people.</summary>
    public ReadOnlySpan<byte> Agents => Key(4);

    /// <summary>Marks the nonces that World ID's wallets are given.</summary>
    public ReadOnlySpan<byte> WorldIdNonces => Key(5);

    /// <summary>Seals what browsers keep of a request at World ID's bridge.</summary>
    public ReadOnlySpan<byte> WorldIdTickets => Key(6);

    /// <summary>Overwrites the keys. Nobody may use them any more: keys of zeros are everybody's.</summary>
    internal void Destroy() => CryptographicOperations.ZeroMemory(_keys);

    private Span<byte> Key(int index) => _keys.AsSpan(index * Length, Length);
}
