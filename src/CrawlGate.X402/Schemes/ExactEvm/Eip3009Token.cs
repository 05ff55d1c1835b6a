using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Calldata and events of a token with EIP-3009.</summary>
internal static class Eip3009Token
{
    /// <summary><c>Transfer(from, to, value)</c> of ERC-20.</summary>
    public static readonly Bytes32 TransferEvent = Keccak256.HashData("Transfer(address,address,uint256)"u8);

    /// <summary><c>AuthorizationUsed(authorizer, nonce)</c>.</summary>
    public static readonly Bytes32 AuthorizationUsedEvent = Keccak256.HashData("AuthorizationUsed(address,bytes32)"u8);

    /// <summary><c>AuthorizationCanceled(authorizer, nonce)</c>.</summary>
    public static readonly Bytes32 AuthorizationCanceledEvent = Keccak256.HashData("AuthorizationCanceled(address,bytes32)"u8);

    /// <summary>
    /// The authorised transfer: the overload with v, r, s for 65 bytes (selector <c>0xe3ee160e</c>), which every token with EIP-3009
    /// has, and the one with <c>bytes</c> (<c>0xcf092995</c>) for a contract wallet's signature of another length.
    /// </summary>
    public static byte[] TransferWithAuthorization(in Eip3009Authorization authorization, ReadOnlySpan<byte> signature) =>
        signature.Length == EcdsaSignature.Length
            ? Arguments(AbiWriter.Call("transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)"), authorization)
                .Add((UInt256)signature[64])
                .Add(new Bytes32(signature[..32]))
                .Add(new Bytes32(signature[32..64]))
                .ToArray()
            : Arguments(AbiWriter.Call("transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"), authorization)
                .AddBytes(signature)
                .ToArray();

    /// <summary>Whether the authorizer used or cancelled the nonce.</summary>
    public static byte[] AuthorizationState(Address authorizer, Bytes32 nonce) =>
        AbiWriter.Call("authorizationState(address,bytes32)").Add(authorizer).Add(nonce).ToArray();

    /// <summary>What an account has.</summary>
    public static byte[] BalanceOf(Address account) => AbiWriter.Call("balanceOf(address)").Add(account).ToArray();

    /// <summary>The token's name, which is its EIP-712 name too.</summary>
    public static byte[] Name() => AbiWriter.Call("name()").ToArray();

    /// <summary>The token's EIP-712 version.</summary>
    public static byte[] Version() => AbiWriter.Call("version()").ToArray();

    /// <summary>The token's EIP-712 domain separator.</summary>
    public static byte[] DomainSeparator() => AbiWriter.Call("DOMAIN_SEPARATOR()").ToArray();

    /// <summary>Whether the events hold the token's word that exactly the authorised transfer happened.</summary>
    public static bool ProvesTransfer(IReadOnlyList<EventLog> logs, Address asset, in Eip3009Authorization authorization)
    {
        foreach (var log in logs)
        {
            if (log.Address == asset && IsTransfer(log, authorization))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether using this very nonce made the authorised transfer. A stranger's transaction may use several authorizations, so the
    /// transfer only counts as the token's next event after the use: otherwise one transfer could prove two payments.
    /// </summary>
    public static bool ProvesUse(IReadOnlyList<EventLog> logs, Address asset, in Eip3009Authorization authorization) =>
        AuthorizationUses.Read(logs).Proves(asset, authorization);

    /// <summary>Finds where a nonce was used, and the token's next event, which is the transfer that the use made.</summary>
    public static bool TryFindUse(IReadOnlyList<EventLog> logs, Address asset, Address authorizer, Bytes32 nonce, out int place, out EventLog? next)
    {
        (place, next) = (-1, null);
        for (var i = 0; i < logs.Count; i++)
        {
            var log = logs[i];
            if (log.Address != asset)
                continue;
            if (place >= 0)
            {
                next = log;
                return true;
            }

            if (log.Topics is [var kind, var who, var used] && kind == AuthorizationUsedEvent && who == Topic(authorizer) && used == nonce)
                place = i;
        }

        return place >= 0;
    }

    /// <summary>Whom a transfer paid how much; false for any other event.</summary>
    public static bool TryReadTransfer(EventLog log, out Address to, out UInt256 value)
    {
        (to, value) = (default, default);
        if (log.Topics is not [var kind, _, var payee] || kind != TransferEvent || log.Data.Length != Bytes32.Length)
            return false;

        (to, value) = (new Address(payee.ToArray().AsSpan(12)), new UInt256(log.Data.Span));
        return true;
    }

    /// <summary>An address as an indexed argument.</summary>
    public static Bytes32 Topic(Address address)
    {
        Span<byte> word = stackalloc byte[Bytes32.Length];
        word.Clear();
        address.WriteTo(word[12..]);
        return new Bytes32(word);
    }

    /// <summary>Whether an event is the authorised transfer.</summary>
    public static bool IsTransfer(EventLog log, in Eip3009Authorization authorization) =>
        log.Topics is [var kind, var from, var to]
        && kind == TransferEvent
        && from == Topic(authorization.From)
        && to == Topic(authorization.To)
        && log.Data.Length == Bytes32.Length
        && new UInt256(log.Data.Span) == authorization.Value;

    private static AbiWriter Arguments(AbiWriter call, in Eip3009Authorization authorization) => call
        .Add(authorization.From)
        .Add(authorization.To)
        .Add(authorization.Value)
        .Add(authorization.ValidAfter)
        .Add(authorization.ValidBefore)
        .Add(authorization.Nonce);
}
