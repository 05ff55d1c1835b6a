using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrawlGate.DevChain;

/// <summary>
/// The package <c>@semaphore-protocol/proof</c> in a Node process that stays: makes real proofs, one at a time, and verifies them with snarkjs.
/// Identities go by a secret of any text, members by their commitments, numbers are decimal. A member that was removed is <c>0</c>.
/// </summary>
public sealed class SemaphoreProver : IAsyncDisposable
{
    private readonly NodeProcess _node;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private SemaphoreProver(NodeProcess node) => _node = node;

    /// <summary>Starts Node; installs the packages first if need be.</summary>
    public static async Task<SemaphoreProver> StartAsync(CancellationToken cancellationToken = default) =>
        new(await NodeProcess.StartAsync("personhood/semaphore.mjs", new Dictionary<string, string>(), cancellationToken));

    /// <summary>The commitment by which an identity is a member.</summary>
    public async Task<string> CommitmentAsync(string identitySecret) =>
        Text(await AskAsync(new JsonObject { ["op"] = "identity", ["secret"] = identitySecret }), "commitment");

    /// <summary>The root of the members' tree.</summary>
    public async Task<string> RootAsync(IReadOnlyList<string> members) => Text(await AskAsync(new JsonObject { ["op"] = "group", ["members"] = List(members) }), "root");

    /// <summary>The siblings on the way from a member to the root, which a contract wants for its removal.</summary>
    public async Task<IReadOnlyList<string>> SiblingsAsync(IReadOnlyList<string> members, int index)
    {
        var answer = await AskAsync(new JsonObject { ["op"] = "siblings", ["members"] = List(members), ["index"] = index });
        return [.. answer.GetProperty("siblings").EnumerateArray().Select(sibling => sibling.GetString()!)];
    }

    /// <summary>
    /// Proves that an identity is among the members; answers the proof's JSON. Takes half a second for a depth of 3 and two for 32.
    /// </summary>
    /// <param name="identitySecret">The identity.</param>
    /// <param name="members">The commitments in their order.</param>
    /// <param name="message">Decimal, <c>0x</c> hexadecimal, or a text of at most 31 bytes.</param>
    /// <param name="scope">The same.</param>
    /// <param name="depth">The depth of the circuit, 1 to 32 and not below the tree's.</param>
    public async Task<string> ProveAsync(string identitySecret, IReadOnlyList<string> members, string message, string scope, int depth) =>
        (await AskAsync(new JsonObject
        {
            ["op"] = "prove",
            ["secret"] = identitySecret,
            ["members"] = List(members),
            ["message"] = message,
            ["scope"] = scope,
            ["depth"] = depth,
        })).GetRawText();

    /// <summary>What snarkjs says about a proof; false also when it refuses to look at it.</summary>
    public async Task<bool> VerifyAsync(string proofJson) =>
        (await AskAsync(new JsonObject { ["op"] = "verify", ["proof"] = JsonNode.Parse(proofJson) })).GetProperty("valid").GetBoolean();

    /// <summary>How many milliseconds snarkjs takes for one verification, of many in a row.</summary>
    public async Task<double> MeasureAsync(string proofJson, int times) =>
        (await AskAsync(new JsonObject { ["op"] = "measure", ["proof"] = JsonNode.Parse(proofJson), ["times"] = times })).GetProperty("milliseconds").GetDouble();

    /// <summary>Ends Node.</summary>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _node.DisposeAsync();
    }

    private async Task<JsonElement> AskAsync(JsonObject question)
    {
        using var response = await _http.PostAsJsonAsync(_node.Url, question);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.IsSuccessStatusCode ? answer : throw new InvalidOperationException($"{question["op"]}: {answer}");
    }

    private static JsonArray List(IReadOnlyList<string> members) => new([.. members.Select(member => (JsonNode?)member)]);

    private static string Text(JsonElement answer, string name) => answer.GetProperty(name).GetString()!;
}
