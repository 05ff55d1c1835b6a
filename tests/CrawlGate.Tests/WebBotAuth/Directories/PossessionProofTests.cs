using System.Text;
using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

public sealed class PossessionProofTests : IAsyncLifetime
{
    private const long Now = DirectoryServer.Start;

    private readonly SignerKey _key = new();
    private readonly SignerKey _other = new();
    private DirectoryServer _server = null!;

    private string Body => SignerKey.Set(_key.Jwk());

    private string Digest => SignerKey.Digest(Body);

    public async Task InitializeAsync() => _server = await DirectoryServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _key.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void The_signed_directory_of_the_draft_verifies()
    {
        var url = new Uri("https://signature-agent.test/.well-known/http-message-signatures-directory");
        var answer = DraftAnswer(DraftBody);

        var key = Assert.Single(DraftKeys());
        Assert.Equal("poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U", key.KeyId);
        Assert.Null(Proof(url, answer).Objection(key));
        Assert.NotNull(Proof(new Uri("https://other.test/"), answer).Objection(key));
        Assert.NotNull(Proof(url, DraftAnswer(DraftBody + "\n")).Objection(key));

        PossessionProof Proof(Uri asked, FetchOutcome.Fetched fetched) =>
            new(RequiredPossessionProof.AuthorityAndContent, asked, fetched, DateTimeOffset.FromUnixTimeSeconds(1735689700));
    }

    [Fact]
    public async Task A_directory_that_signs_with_its_key_is_believed()
    {
        _server.Serve(Body, () => _key.Prove(_server.Authority, Digest, Now, Now + 10));
        Assert.IsType<KeyLookup.Found>(await FindAsync());
    }

    [Fact]
    public async Task A_directory_signed_by_our_own_signer_is_believed()
    {
        using var key = Ed25519SigningKey.Generate();
        var directory = SignedKeyDirectory.Create([key], _server.Authority, TimeSpan.FromMinutes(1), _server.Time);
        _server.Answer = context =>
        {
            foreach (var (name, value) in directory.Headers)
                context.Response.Headers[name] = value;
            return context.Response.Body.WriteAsync(directory.Body).AsTask();
        };

        var lookup = await _server.Cache().FindAsync(_server.Agent, key.KeyId, default);

        Assert.Equal(key.KeyId, Assert.IsType<KeyLookup.Found>(lookup).Key.KeyId);
    }

    [Fact]
    public async Task A_key_without_a_proof_is_not_used() =>
        await AssertRefusedAsync("does not sign its answer with the key", () => _other.Prove(_server.Authority, Digest, Now, Now + 10));

    [Fact]
    public async Task A_proof_made_with_another_key_is_none() =>
        await AssertRefusedAsync("not the key's", () => _key.Prove(_server.Authority, Digest, Now, Now + 10, by: _other));

    [Theory]
    [InlineData("web-bot-auth")]
    [InlineData("http-message-signatures-Directory")]
    [InlineData("")]
    public async Task A_proof_with_another_tag_is_none(string tag) =>
        await AssertRefusedAsync("does not sign its answer", () => _key.Prove(_server.Authority, Digest, Now, Now + 10, tag: tag));

    [Fact]
    public async Task A_proof_for_another_authority_is_none() =>
        await AssertRefusedAsync("not the key's", () => _key.Prove("victim.example", Digest, Now, Now + 10));

    [Fact]
    public async Task An_authority_that_is_not_the_requests_proves_nothing() =>
        await AssertRefusedAsync("does not cover the authority", () => _key.ProveAuthority(_server.Authority, Now, Now + 10, "\"@authority\""), RequiredPossessionProof.Authority);

    [Fact]
    public async Task A_digest_of_another_body_is_no_proof() =>
        await AssertRefusedAsync("not the one of the digest", () => _key.Prove(_server.Authority, SignerKey.Digest("{}"), Now, Now + 10), digest: SignerKey.Digest("{}"));

    [Fact]
    public async Task A_digest_that_is_swapped_after_signing_is_no_proof() =>
        await AssertRefusedAsync("not the key's", () => _key.Prove(_server.Authority, SignerKey.Digest("{}"), Now, Now + 10));

    [Fact]
    public async Task A_proof_of_the_past_or_the_future_is_none()
    {
        await AssertRefusedAsync("expired", () => _key.Prove(_server.Authority, Digest, Now - 200, Now - 100));
        await AssertRefusedAsync("future", () => _key.Prove(_server.Authority, Digest, Now + 100, Now + 200));
        await AssertRefusedAsync("expired", () => _key.Prove(_server.Authority, Digest, Now, Now - 10));
    }

    [Theory]
    [InlineData(";created=1800000000")]
    [InlineData(";expires=1800000010")]
    [InlineData("")]
    public async Task A_proof_has_both_times(string parameters) =>
        await AssertRefusedAsync("lacks created or expires", () => _key.Prove(_server.Authority, Digest, 0, 0, parameters: parameters));

    [Fact]
    public async Task Headers_that_do_not_parse_prove_nothing() => await AssertRefusedAsync("without proof", () => ("sig1=(", "sig1=::"));

    [Fact]
    public async Task The_authority_alone_is_enough_only_when_the_operator_says_so()
    {
        await AssertRefusedAsync("does not cover the content's digest", () => _key.ProveAuthority(_server.Authority, Now, Now + 10));
        Assert.IsType<KeyLookup.Found>(await FindAsync(RequiredPossessionProof.Authority));
        await AssertRefusedAsync("not the key's", () => _key.ProveAuthority("victim.example", Now, Now + 10), RequiredPossessionProof.Authority);
        await AssertRefusedAsync("not the one of the digest", () => _key.Prove(_server.Authority, SignerKey.Digest("{}"), Now, Now + 10), RequiredPossessionProof.Authority, SignerKey.Digest("{}"));
    }

    [Fact]
    public async Task No_proof_is_enough_only_when_the_operator_says_so()
    {
        _server.ServePlain(Body, DirectoryServer.MediaType);
        Assert.IsType<KeyLookup.Unavailable>(await FindAsync());
        Assert.IsType<KeyLookup.Unavailable>(await FindAsync(RequiredPossessionProof.Authority));
        Assert.IsType<KeyLookup.Found>(await FindAsync(RequiredPossessionProof.None));
    }

    [Fact]
    public async Task Each_key_proves_itself()
    {
        using var third = new SignerKey();
        _server.Serve(SignerKey.Set(_key.Jwk(), _other.Jwk(), third.Jwk()), null, _key, third);
        var cache = _server.Cache();

        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, _key.Id, default));
        Assert.IsType<KeyLookup.Unavailable>(await cache.FindAsync(_server.Agent, _other.Id, default));
        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, third.Id, default));
    }

    private async Task AssertRefusedAsync(
        string reason, Func<(string, string)> proof, RequiredPossessionProof required = RequiredPossessionProof.AuthorityAndContent, string? digest = null)
    {
        _server.Serve(Body, proof, digest);
        Assert.Contains(reason, Assert.IsType<KeyLookup.Unavailable>(await FindAsync(required)).Reason, StringComparison.Ordinal);
    }

    private async Task<KeyLookup> FindAsync(RequiredPossessionProof required = RequiredPossessionProof.AuthorityAndContent) =>
        await _server.Cache(new KeyDirectoryOptions { RequiredPossessionProof = required }).FindAsync(_server.Agent, _key.Id, default);

    private const string DraftBody =
        """{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs","use":"sig"}]}""";

    private static List<VerificationKey> DraftKeys()
    {
        var found = new List<VerificationKey>();
        Assert.True(KeySetDocument.TryParse(Encoding.ASCII.GetBytes(DraftBody), out var document));
        using (document)
        {
            Assert.True(KeySetDocument.TryRead(document.RootElement, 32, true, key =>
            {
                found.Add(key);
                return null;
            }, out _, out _));
        }

        return found;
    }

    private static FetchOutcome.Fetched DraftAnswer(string body) => new(
        Encoding.ASCII.GetBytes(body),
        DirectoryServer.MediaType,
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Digest"] = "sha-256=:CADMT2aBdV/rqQr/NIru64ERQkCobVvllA4V0fLFDu0=:",
            ["Signature-Input"] = "binding=(\"@authority\";req \"content-digest\");created=1735689600;expires=4889289600;keyid=\"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U\";tag=\"http-message-signatures-directory\"",
            ["Signature"] = "binding=:l6P8R67tm3kujAxbHWio7ll01qrEZ0dKD/WWlGhNYEmTnFZM8Wt0VQ9zqGfvo7T/UMkBxsigzChM1Gpz7gOVBg==:",
        },
        null);
}
