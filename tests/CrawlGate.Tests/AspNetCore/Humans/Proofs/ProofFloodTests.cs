using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

[Collection(nameof(AloneCollection))]
public sealed class ProofFloodTests
{
    private const int Flood = 600;

    [Fact]
    public async Task P59_A_flood_of_proofs_is_turned_away_and_people_read_on_meanwhile()
    {
        await using var site = await HumanSite.StartAsync();
        var pass = await site.AdmitAsync();
        using var page = await site.GetAsync(HumanPaths.Page);
        var cookie = HumanSite.CookieOf(page, ChallengeCookie.Name)!;
        var proof = await ForgeAsync(site, cookie);

        var posts = Enumerable.Range(0, Flood).Select(_ => PostAsync(site, cookie, proof)).ToArray();
        var reads = new List<HttpStatusCode>();
        while (!posts.All(post => post.IsCompleted) && reads.Count < 50)
        {
            using var read = await site.GetAsync("/news", ("Cookie", pass));
            reads.Add(read.StatusCode);
        }

        var answers = await Task.WhenAll(posts);
        Assert.All(answers, answer => Assert.Contains(answer, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.TooManyRequests]));
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.InRange(answers.Count(answer => answer == HttpStatusCode.BadRequest), 1 + ProofLimiter.Waiting, Flood - 1);
        Assert.NotEmpty(reads);
        Assert.All(reads, read => Assert.Equal(HttpStatusCode.OK, read));

        // And whoever comes after it is looked at again.
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(site, cookie, proof));
    }

    private static async Task<HttpStatusCode> PostAsync(HumanSite site, string cookie, string proof)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("provider", "semaphore"), KeyValuePair.Create("proof", proof)]);
        using var response = await site.PostAsync(HumanPaths.Verify, form, ("Cookie", $"{ChallengeCookie.Name}={cookie}"), ("Origin", HumanSite.Origin));
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
            Assert.NotNull(response.Headers.RetryAfter);
        return response.StatusCode;
    }

    /// <summary>A proof for which everything is right but the proof: it costs a pairing.</summary>
    private static async Task<string> ForgeAsync(HumanSite site, string cookie)
    {
        Assert.True(SignedCookie.TryReadEpoch(cookie, out var epoch));
        var key = await site.Get<EpochKeys>().FindAsync(epoch, CancellationToken.None);
        var challenge = ChallengeCookie.TryDecode(cookie, key!)!.Value;
        var proof = JsonNode.Parse(Repository.Read("tests", "CrawlGate.Tests", "Vectors", "personhood", "semaphore4_proof_depth10.json"))!.AsObject();
        proof["merkleTreeRoot"] = "1";
        proof["message"] = Decimal(challenge.Signal.ToString());
        proof["scope"] = Decimal(new PersonhoodChallenge
        {
            Id = challenge.Id,
            Signal = challenge.Signal,
            Action = string.Create(CultureInfo.InvariantCulture, $"crawlgate:site.example:{Epochs.Name(epoch)}:1"),
            IssuedAt = default,
            ExpiresAt = default,
            Site = new Uri(HumanSite.Origin),
        }.Scope.ToString());
        return proof.ToJsonString();
    }

    private static string Decimal(string hex) => BigInteger.Parse("0" + hex[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
}
