using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.Benchmarks;

/// <summary>
/// What a node takes from a sender that knows everything beforehand: transactions of one account with their nonces, fees and gas limits
/// fixed and their signatures made, as finished HTTP bodies. Each is sent and then its receipt is asked for until it is there.
/// </summary>
internal sealed class RawSender : IDisposable
{
    private const ulong GasLimit = 150_000;

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly UInt256 Tip = 1_000_000_000;
    private static readonly UInt256 MaxFee = 100_000_000_000;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Anvil _chain;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly PrivateKeySigner _account;

    public RawSender(Anvil chain, DevAccount account) => (_chain, _account) = (chain, PrivateKeySigner.FromHex(account.PrivateKey));

    /// <summary>Signs a transaction for each call; they must be sent before others of the account are signed.</summary>
    public async Task<IReadOnlyList<(byte[] Send, byte[] AskReceipt)>> SignAsync(Address to, IReadOnlyList<byte[]> calls)
    {
        var first = await _chain.Rpc.GetTransactionCountAsync(_account.Address);
        var bodies = new (byte[], byte[])[calls.Count];
        await Parallel.ForAsync(0, calls.Count, async (i, cancellationToken) =>
        {
            var transaction = new Eip1559Transaction
            {
                ChainId = _chain.ChainId,
                Nonce = first + (ulong)i,
                MaxPriorityFeePerGas = Tip,
                MaxFeePerGas = MaxFee,
                GasLimit = GasLimit,
                To = to,
                Data = calls[i],
            };
            var signed = transaction.Sign(await _account.SignAsync(transaction.SigningHash(), cancellationToken));
            bodies[i] = (Body("eth_sendRawTransaction", Hex.Encode(signed.Raw.Span), i), Body("eth_getTransactionReceipt", signed.Hash.ToString(), i));
        });
        return bodies;
    }

    /// <summary>
    /// Whether the node left a transaction lying among its queued ones although it was the account's next, as anvil does when it comes in
    /// while the one before is being mined. Nothing but a replacement gets it out, and all later ones are behind it.
    /// </summary>
    public bool IsStuck { get; private set; }

    /// <summary>Sends one and waits until it is mined; whether it went through.</summary>
    public async Task<bool> SendAsync((byte[] Send, byte[] AskReceipt) transaction)
    {
        using (var sent = await PostAsync(transaction.Send))
        {
            if (!sent.RootElement.TryGetProperty("result", out _))
                throw new InvalidOperationException($"The node refused a transaction: {sent.RootElement}");
        }

        for (var sent = Stopwatch.GetTimestamp(); !IsStuck; IsStuck |= Stopwatch.GetElapsedTime(sent) > Patience)
        {
            using var answer = await PostAsync(transaction.AskReceipt);
            if (answer.RootElement.GetProperty("result") is { ValueKind: JsonValueKind.Object } receipt)
                return receipt.GetProperty("status").GetString() == "0x1";
            await Task.Delay(PollInterval);
        }

        return false;
    }

    public void Dispose()
    {
        _account.Dispose();
        _http.Dispose();
    }

    private static byte[] Body(string method, string parameter, int id) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":["{{parameter}}"]}"""));

    private async Task<JsonDocument> PostAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = Json } };
        using var response = await _http.PostAsync(_chain.RpcUrl, content);
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
    }
}
