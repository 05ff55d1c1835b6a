using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace CrawlGate.Ethereum;

/// <summary>An unsigned type-2 transaction (EIP-1559) with an empty access list.</summary>
public sealed record Eip1559Transaction
{
    private const byte TransactionType = 0x02;

    /// <summary>The EIP-155 chain id; the signature is good on no other chain.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>The sender's count of transactions before this one.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>The tip in wei per gas.</summary>
    public required UInt256 MaxPriorityFeePerGas { get; init; }

    /// <summary>Base fee and tip together never exceed this, in wei per gas.</summary>
    public required UInt256 MaxFeePerGas { get; init; }

    /// <summary>How much gas the transaction may use.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>Whom it calls; null creates a contract.</summary>
    public required Address? To { get; init; }

    /// <summary>Wei to transfer.</summary>
    public UInt256 Value { get; init; }

    /// <summary>Calldata, or the creation code of a contract.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>What the sender signs: keccak256(<c>0x02</c> ‖ rlp of the fields without a signature).</summary>
    public Bytes32 SigningHash() => Keccak256.HashData(Envelope(WriteFields()));

    /// <summary>The transaction with its signature, ready for <c>eth_sendRawTransaction</c>.</summary>
    public SignedTransaction Sign(in EcdsaSignature signature) => Sign(signature.R, signature.S, oddY: signature.V == 28);

    /// <summary>
    /// Reads the fields of a signed transaction, as <see cref="Sign(in EcdsaSignature)"/> writes it; its signature and access list
    /// are passed over. False for anything else.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> raw, [NotNullWhen(true)] out Eip1559Transaction? transaction)
    {
        transaction = null;
        if (raw is not [TransactionType, ..])
            return false;

        var envelope = new RlpReader(raw[1..]);
        if (!envelope.TryReadList(out var fields)
            || !fields.TryReadUInt64(out var chainId)
            || !fields.TryReadUInt64(out var nonce)
            || !fields.TryReadInteger(out var tip)
            || !fields.TryReadInteger(out var maxFee)
            || !fields.TryReadUInt64(out var gasLimit)
            || !fields.TryReadString(out var to)
            || to.Length is not (0 or Address.Length)
            || !fields.TryReadInteger(out var value)
            || !fields.TryReadString(out var data))
            return false;

        transaction = new Eip1559Transaction
        {
            ChainId = chainId,
            Nonce = nonce,
            MaxPriorityFeePerGas = tip,
            MaxFeePerGas = maxFee,
            GasLimit = gasLimit,
            To = to.IsEmpty ? null : new Address(to),
            Value = value,
            Data = data.ToArray(),
        };
        return true;
    }

    /// <summary>The same from the parts of a signature.</summary>
    internal SignedTransaction Sign(Bytes32 r, Bytes32 s, bool oddY)
    {
        var fields = WriteFields();
        Rlp.WriteInteger(fields, oddY ? 1ul : 0);
        Rlp.WriteInteger(fields, new UInt256(r.ToArray()));
        Rlp.WriteInteger(fields, new UInt256(s.ToArray()));
        var raw = Envelope(fields);
        return new SignedTransaction(Keccak256.HashData(raw), raw);
    }

    private static byte[] Envelope(ArrayBufferWriter<byte> fields)
    {
        var envelope = new ArrayBufferWriter<byte>(fields.WrittenCount + 8);
        envelope.Write([TransactionType]);
        Rlp.WriteList(envelope, fields.WrittenSpan);
        return envelope.WrittenSpan.ToArray();
    }

    private ArrayBufferWriter<byte> WriteFields()
    {
        var output = new ArrayBufferWriter<byte>(256 + Data.Length);
        Rlp.WriteInteger(output, ChainId);
        Rlp.WriteInteger(output, Nonce);
        Rlp.WriteInteger(output, MaxPriorityFeePerGas);
        Rlp.WriteInteger(output, MaxFeePerGas);
        Rlp.WriteInteger(output, GasLimit);
        Rlp.WriteString(output, To is { } to ? to.ToArray() : []);
        Rlp.WriteInteger(output, Value);
        Rlp.WriteString(output, Data.Span);
        Rlp.WriteList(output, []);
        return output;
    }
}

/// <summary>A transaction that needs nothing more to be broadcast.</summary>
/// <param name="Hash">keccak256 of <paramref name="Raw"/>, by which nodes know it.</param>
/// <param name="Raw">The type byte and the RLP of fields and signature.</param>
public sealed record SignedTransaction(Bytes32 Hash, ReadOnlyMemory<byte> Raw);
