using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// A rule that an attestation of the Ethereum Attestation Service decides, found through an indexer: it has to be of the schema, by the
/// attester, for the wallet, neither revoked nor over.
/// </summary>
/// <param name="Name">The register, for configuration, logs and scopes.</param>
/// <param name="ChainId">The EIP-155 chain on which it stands.</param>
/// <param name="Indexer">The contract that knows a wallet's latest attestation of a schema.</param>
/// <param name="Service">The attestation service's contract.</param>
/// <param name="Schema">The kind of attestation.</param>
/// <param name="Attester">Whose word counts.</param>
public sealed record AttestationRule(string Name, ulong ChainId, Address Indexer, Address Service, Bytes32 Schema, Address Attester) : WalletRule(Name, ChainId)
{
    internal const string FindSignature = "getAttestationUid(address,bytes32)";
    internal const string ReadSignature = "getAttestation(bytes32)";

    private const int TupleOffset = 32;

    private protected override async Task<WalletVerdict> AskAsync(IEthereumRpc rpc, Address wallet, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = await rpc.CallAsync(Indexer, AbiWriter.Call(FindSignature).Add(wallet).Add(Schema).ToArray(), cancellationToken: cancellationToken);
        if (!AbiReader.TryReadWord(found, 0, out var id))
            return NoAnswer();
        if (id.IsZero)
            return new WalletVerdict.No($"{Name} has not attested the wallet.");

        var answer = await rpc.CallAsync(Service, AbiWriter.Call(ReadSignature).Add(id).ToArray(), cancellationToken: cancellationToken);
        if (answer.Length == 0)
            return NoAnswer();
        if (Read(answer) is not { } attestation)
            return new WalletVerdict.Unavailable($"{Name} gave an answer of another kind.");

        return attestation.Id != id || attestation.Schema != Schema || attestation.Attester != Attester || attestation.Recipient != wallet
                ? new WalletVerdict.No($"{Name} has attested something else.")
            : !attestation.Revoked.IsZero ? new WalletVerdict.No($"{Name} has revoked its attestation.")
            : !attestation.Expires.IsZero && attestation.Expires <= (UInt256)(ulong)Math.Max(0, now.ToUnixTimeSeconds())
                ? new WalletVerdict.No($"The attestation of {Name} is over.")
            : new WalletVerdict.Yes(SubjectOf(wallet));
    }

    /// <summary><c>(uid, schema, time, expirationTime, revocationTime, refUID, recipient, attester, revocable, data)</c> behind its offset.</summary>
    private static Attestation? Read(ReadOnlySpan<byte> answer)
    {
        if (!AbiReader.TryReadUInt256(answer, 0, out var offset) || offset != TupleOffset)
            return null;

        var tuple = answer[TupleOffset..];
        return AbiReader.TryReadWord(tuple, 0, out var id)
            && AbiReader.TryReadWord(tuple, 1, out var schema)
            && AbiReader.TryReadUInt256(tuple, 3, out var expires)
            && AbiReader.TryReadUInt256(tuple, 4, out var revoked)
            && AbiReader.TryReadAddress(tuple, 6, out var recipient)
            && AbiReader.TryReadAddress(tuple, 7, out var attester)
                ? new Attestation(id, schema, expires, revoked, recipient, attester)
                : null;
    }

    private readonly record struct Attestation(Bytes32 Id, Bytes32 Schema, UInt256 Expires, UInt256 Revoked, Address Recipient, Address Attester);
}
