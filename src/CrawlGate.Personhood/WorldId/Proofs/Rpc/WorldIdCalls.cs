using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Calldata for World ID's verifying contracts.</summary>
internal static class WorldIdCalls
{
    /// <summary>The router's group of orb-verified people.</summary>
    public const ulong OrbGroup = 1;

    private const string Verify = "verify(uint256,uint256,uint64,uint256,uint256,uint64,uint64,uint256,uint256[5])";

    private const string VerifySession = "verifySession(uint64,uint256,uint256,uint64,uint64,uint256,uint256,uint256[2],uint256[5])";

    private const string VerifyProof = "verifyProof(uint256,uint256,uint256,uint256,uint256,uint256[8])";

    /// <summary>The call whose success says that the statement is proved.</summary>
    public static byte[] Of(WorldIdStatement statement) => statement switch
    {
        { Version: WorldIdVersion.V3 } => Legacy(statement),
        { SessionId: not null } => Session(statement),
        _ => Uniqueness(statement),
    };

    private static byte[] Uniqueness(WorldIdStatement statement)
    {
        var call = AbiWriter.Call(Verify)
            .Add(statement.Nullifier)
            .Add(statement.Action)
            .Add((UInt256)statement.RpId.Value)
            .Add(statement.Nonce)
            .Add(statement.SignalHash)
            .Add((UInt256)statement.ExpiresAtMin)
            .Add((UInt256)statement.IssuerSchemaId)
            .Add(default(UInt256));
        return AddAll(call, [.. statement.Proof, statement.Root]).ToArray();
    }

    private static byte[] Session(WorldIdStatement statement)
    {
        var call = AbiWriter.Call(VerifySession)
            .Add((UInt256)statement.RpId.Value)
            .Add(statement.Nonce)
            .Add(statement.SignalHash)
            .Add((UInt256)statement.ExpiresAtMin)
            .Add((UInt256)statement.IssuerSchemaId)
            .Add(default(UInt256))
            .Add(statement.SessionCommitment)
            .Add(statement.Nullifier)
            .Add(statement.Action);
        return AddAll(call, [.. statement.Proof, statement.Root]).ToArray();
    }

    private static byte[] Legacy(WorldIdStatement statement)
    {
        var call = AbiWriter.Call(VerifyProof)
            .Add(statement.Root)
            .Add((UInt256)OrbGroup)
            .Add(statement.SignalHash)
            .Add(statement.Nullifier)
            .Add(statement.Action);
        return AddAll(call, statement.Proof).ToArray();
    }

    private static AbiWriter AddAll(AbiWriter call, IEnumerable<UInt256> words)
    {
        foreach (var word in words)
            call.Add(word);
        return call;
    }
}
