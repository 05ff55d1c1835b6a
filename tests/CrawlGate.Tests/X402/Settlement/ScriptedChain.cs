using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

/// <summary>
/// A chain in memory with one token and one sender: a mempool that knows nonces, prices and replacements as geth's does, blocks on
/// demand, and a script that loses or changes answers.
/// </summary>
internal sealed class ScriptedChain : IEthereumRpc
{
    private readonly Lock _lock = new();
    private readonly List<Block> _blocks = [new Block(Number(1_000_000), [])];
    private readonly SortedDictionary<ulong, Sent> _pool = [];
    private int _forks;

    public static Address Asset { get; } = Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");

    /// <summary>Mines every transaction at once.</summary>
    public bool Automine { get; set; } = true;

    /// <summary>Whether it knows broadcasts that are answered with the receipt (EIP-7966).</summary>
    public bool AnswersWithReceipts { get; set; }

    public bool IsOneNode { get; set; }

    public ulong BaseFee { get; set; } = 1_000_000_000;

    public ulong Tip { get; set; } = 1_000_000_000;

    public ulong Balance { get; set; } = ulong.MaxValue;

    /// <summary>What <c>eth_estimateGas</c> says, and what a transfer really needs.</summary>
    public ulong Estimate { get; set; } = 80_000;

    public ulong GasNeeded { get; set; } = 80_000;

    /// <summary>Whether <see cref="Multicall3"/> is there.</summary>
    public bool HasMulticall { get; set; }

    /// <summary>What multicalls answer instead of the truth; an exception is thrown.</summary>
    public object? MulticallAnswer { get; set; }

    /// <summary>Payments, by their nonces, that the token refuses.</summary>
    public HashSet<Bytes32> Refused { get; } = [];

    /// <summary>How many calls each multicall held.</summary>
    public List<int> Multicalls { get; } = [];

    /// <summary>Throws instead of the answer, before anything is done.</summary>
    public Action<string, JsonArray> Before { get; set; } = (_, _) => { };

    /// <summary>Throws instead of the answer after all is done: the answer is lost.</summary>
    public Action<string> After { get; set; } = _ => { };

    public List<string> Calls { get; } = [];

    /// <summary>Everything that the mempool took, in its order.</summary>
    public List<Eip1559Transaction> Accepted { get; } = [];

    public int CountOf(string method)
    {
        lock (_lock)
            return Calls.Count(call => call == method);
    }

    /// <summary>What blocks hold, in order.</summary>
    public IReadOnlyList<Eip1559Transaction> Mined
    {
        get
        {
            lock (_lock)
                return [.. _blocks.SelectMany(block => block.Transactions).Select(sent => sent.Transaction)];
        }
    }

    public void Mine(int blocks = 1)
    {
        lock (_lock)
        {
            for (; blocks > 0; blocks--)
            {
                var transactions = new List<Sent>();
                while (_pool.TryGetValue(Count + (ulong)transactions.Count, out var next) && next.Transaction.MaxFeePerGas >= BaseFee)
                    transactions.Add(next);
                foreach (var sent in transactions)
                    _pool.Remove(sent.Transaction.Nonce);
                _blocks.Add(new Block(Number(_blocks.Count + (1000 * _forks)), transactions));
            }
        }
    }

    /// <summary>Undoes the last blocks; their transactions are back in the mempool, or forgotten.</summary>
    public void Undo(int blocks, bool forget)
    {
        lock (_lock)
        {
            _forks++;
            foreach (var sent in _blocks[^blocks..].SelectMany(block => block.Transactions).Where(_ => !forget))
                _pool[sent.Transaction.Nonce] = sent;
            _blocks.RemoveRange(_blocks.Count - blocks, blocks);
        }
    }

    /// <summary>The account sends something that is not ours.</summary>
    public void UseNonceElsewhere()
    {
        lock (_lock)
        {
            var foreign = new Eip1559Transaction { ChainId = 84532, Nonce = Count, MaxFeePerGas = BaseFee, MaxPriorityFeePerGas = 0, GasLimit = 21000, To = Asset };
            _pool.Remove(Count);
            _blocks.Add(new Block(Number(_blocks.Count), [new Sent(Number(9_000_000 + _blocks.Count), foreign)]));
        }
    }

    public Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default)
    {
        JsonNode? answer;
        lock (_lock)
        {
            Calls.Add(method);
            Before(method, parameters);
            answer = Answer(method, parameters);
            After(method);
        }

        return Task.FromResult(JsonSerializer.SerializeToElement(answer));
    }

    private ulong Count => (ulong)_blocks.Sum(block => block.Transactions.Count);

    private JsonNode? Answer(string method, JsonArray parameters) => method switch
    {
        "eth_blockNumber" => Quantity((ulong)_blocks.Count - 1),
        "eth_getBalance" => Quantity(Balance),
        "eth_getCode" => Text(parameters[0]) == Hex.Encode(Asset.ToArray()) || (HasMulticall && Text(parameters[0]) == MulticallAddress) ? "0x60" : "0x",
        "eth_maxPriorityFeePerGas" => Quantity(Tip),
        "eth_getBlockByNumber" => new JsonObject { ["baseFeePerGas"] = Quantity(BaseFee) },
        "eth_estimateGas" => Quantity(Estimate),
        "eth_call" when Text(parameters[0]!["to"]) == MulticallAddress => CallTogether(Hex.Decode(Text(parameters[0]!["data"]))),
        "eth_call" => Call(Hex.Decode(Text(parameters[0]!["data"]))),
        "eth_getTransactionCount" => Quantity(CountAt(Text(parameters[1]))),
        "eth_sendRawTransaction" => Take(Hex.Decode(Text(parameters[0]))),
        "eth_sendRawTransactionSync" when AnswersWithReceipts => Find(Take(Hex.Decode(Text(parameters[0])))) is var (sent, height)
            ? Receipt(sent, height)
            : throw new EthereumRpcException(4, "The transaction was added to the mempool but wasn't processed within 20s."),
        "eth_getTransactionByHash" => Find(Text(parameters[0])) is null && !_pool.Values.Any(sent => sent.Hash.ToString() == Text(parameters[0])) ? null : new JsonObject(),
        "eth_getTransactionReceipt" => Find(Text(parameters[0])) is var (sent, height) ? Receipt(sent, height) : null,
        "eth_getLogs" => Logs(parameters[0]!["topics"]!.AsArray()),
        _ => throw new EthereumRpcException(-32601, $"the method {method} does not exist"),
    };

    private ulong CountAt(string block) => block switch
    {
        "latest" => Count,
        "pending" => Enumerable.Range(0, int.MaxValue).Select(i => Count + (ulong)i).First(nonce => !_pool.ContainsKey(nonce)),
        _ => (ulong)_blocks.Take(int.Parse(block.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) + 1).Sum(taken => taken.Transactions.Count),
    };

    private string Take(byte[] raw)
    {
        Assert.True(Eip1559Transaction.TryRead(raw, out var transaction));
        var sent = new Sent(Keccak256.HashData(raw), transaction!);
        if (_pool.TryGetValue(transaction!.Nonce, out var known) && known.Hash == sent.Hash)
            throw new EthereumRpcException(-32000, "already known");
        if (transaction.Nonce < Count)
            throw new EthereumRpcException(-32000, $"nonce too low: next nonce {Count}, tx nonce {transaction.Nonce}");
        if (known is not null && transaction.MaxFeePerGas.ToBigInteger() * 10 < known.Transaction.MaxFeePerGas.ToBigInteger() * 11)
            throw new EthereumRpcException(-32000, "replacement transaction underpriced");

        _pool[transaction.Nonce] = sent;
        Accepted.Add(transaction);
        if (Automine)
            Mine();
        return sent.Hash.ToString();
    }

    private string Call(byte[] data)
    {
        if (data.AsSpan().StartsWith(AbiSelector.Of("authorizationState(address,bytes32)")))
            return Hex.Encode(new byte[31]) + (IsUsed(data.AsSpan(36, 32), int.MaxValue) ? "01" : "00");
        if (data.Length > 200 && Refused.Contains(new Bytes32(data.AsSpan(4 + 160, 32))))
            throw new EthereumRpcException(3, "execution reverted: not today", "0x");
        if (data.Length > 200 && IsUsed(data.AsSpan(4 + 160, 32), int.MaxValue))
            throw new EthereumRpcException(3, "execution reverted: authorization is used", "0x");

        return "0x";
    }

    /// <summary>Runs the calls of <c>aggregate3</c> one by one.</summary>
    private string CallTogether(byte[] data)
    {
        int Number(int at) => BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(at + 28));
        var items = 4 + 32 + 32;
        var answer = new List<int> { 32, Number(items - 32) };
        Multicalls.Add(answer[1]);
        answer.AddRange(Enumerable.Range(0, answer[1]).Select(i => 32 * (answer[1] + (3 * i))));
        for (var i = 0; i < answer[1]; i++)
        {
            var call = items + Number(items + (32 * i)) + 96;
            try
            {
                Call(data.AsSpan(call + 32, Number(call)).ToArray());
                answer.AddRange([1, 64, 0]);
            }
            catch (EthereumRpcException)
            {
                answer.AddRange([0, 64, 0]);
            }
        }

        return MulticallAnswer switch
        {
            Exception failure => throw failure,
            string other => other,
            _ => "0x" + string.Concat(answer.Select(number => number.ToString("x64", CultureInfo.InvariantCulture))),
        };
    }

    private bool IsUsed(ReadOnlySpan<byte> nonce, int before)
    {
        foreach (var sent in _blocks.SelectMany((block, height) => block.Transactions.Select(sent => (sent, height))).Where(item => item.height < before))
        {
            if (sent.sent.Transaction.Data.Length > 200 && sent.sent.Transaction.Data.Span.Slice(4 + 160, 32).SequenceEqual(nonce) && sent.sent.Transaction.GasLimit >= GasNeeded)
                return true;
        }

        return false;
    }

    private (Sent Sent, int Height)? Find(string hash)
    {
        for (var height = 0; height < _blocks.Count; height++)
        {
            if (_blocks[height].Transactions.Find(sent => sent.Hash.ToString() == hash) is { } found)
                return (found, height);
        }

        return null;
    }

    private JsonObject Receipt(Sent sent, int height)
    {
        var isTransfer = sent.Transaction.Data.Length > 200;
        var hasGas = !isTransfer || sent.Transaction.GasLimit >= GasNeeded;
        var succeeded = hasGas && !(isTransfer && IsUsed(sent.Transaction.Data.Span.Slice(4 + 160, 32), height));
        return new JsonObject
        {
            ["transactionHash"] = sent.Hash.ToString(),
            ["status"] = succeeded ? "0x1" : "0x0",
            ["blockNumber"] = Quantity((ulong)height),
            ["blockHash"] = _blocks[height].Hash.ToString(),
            ["gasUsed"] = Quantity(hasGas ? 70_000 : sent.Transaction.GasLimit),
            ["logs"] = succeeded && isTransfer ? Events(sent.Transaction.Data.ToArray()) : [],
        };
    }

    private JsonArray Logs(JsonArray topics)
    {
        var found = new JsonArray();
        foreach (var (sent, height) in _blocks.SelectMany((block, height) => block.Transactions.Select(sent => (sent, height))))
        {
            if (Receipt(sent, height)["logs"] is JsonArray { Count: > 0 } logs && JsonNode.DeepEquals(logs[0]!["topics"], topics))
            {
                var log = logs[0]!.DeepClone();
                (log["transactionHash"], log["blockNumber"]) = (sent.Hash.ToString(), Quantity((ulong)height));
                found.Add(log);
            }
        }

        return found;
    }

    private static JsonArray Events(byte[] call)
    {
        string Word(int index) => Hex.Encode(call.AsSpan(4 + (32 * index), 32));
        return
        [
            new JsonObject { ["address"] = Hex.Encode(Asset.ToArray()), ["topics"] = new JsonArray(Eip3009Token.AuthorizationUsedEvent.ToString(), Word(0), Word(5)), ["data"] = "0x" },
            new JsonObject { ["address"] = Hex.Encode(Asset.ToArray()), ["topics"] = new JsonArray(Eip3009Token.TransferEvent.ToString(), Word(0), Word(1)), ["data"] = Word(2) },
        ];
    }

    private static readonly string MulticallAddress = Hex.Encode(Multicall3.Contract.ToArray());

    private static string Quantity(ulong number) => string.Create(CultureInfo.InvariantCulture, $"0x{number:x}");

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static Bytes32 Number(int number)
    {
        var bytes = new byte[32];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(28), number);
        return new Bytes32(bytes);
    }

    private sealed record Block(Bytes32 Hash, List<Sent> Transactions);

    private sealed record Sent(Bytes32 Hash, Eip1559Transaction Transaction);
}
