using System.Text;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>What one human can do once for one relying party: its numbers in both versions of the protocol.</summary>
public static class WorldIdAction
{
    /// <summary>The most significant byte of every action that a session proof names; that of a uniqueness proof is zero.</summary>
    internal const byte SessionTopByte = 2;

    /// <summary>The action of World ID 4.0.</summary>
    public static UInt256 Hash(string action) => FieldHash.HashToField(action);

    /// <summary>
    /// The external nullifier of World ID 3.0: the hash of the app's hash, as 32 bytes, followed by the action's UTF-8.
    /// </summary>
    public static UInt256 ExternalNullifier(WorldIdAppId app, string action)
    {
        var packed = new byte[Bytes32.Length + Encoding.UTF8.GetByteCount(action)];
        FieldHash.HashToField(app.ToString()).WriteTo(packed);
        Encoding.UTF8.GetBytes(action, packed.AsSpan(Bytes32.Length));
        return FieldHash.HashToField(packed);
    }
}
