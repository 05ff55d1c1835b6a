using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Personhood;

/// <summary>A node with one answer to everything: the answers of real contracts come from a real chain elsewhere.</summary>
internal sealed class AnsweringNode(string? answer, Exception? failure = null) : IEthereumRpc
{
    public AnsweringNode(Exception failure)
        : this(null, failure)
    {
    }

    public int Calls { get; private set; }

    public Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default)
    {
        Calls++;
        return failure is null ? Task.FromResult(JsonSerializer.SerializeToElement(answer)) : Task.FromException<JsonElement>(failure);
    }
}
