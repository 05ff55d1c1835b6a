using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

public sealed class WorldIdVerifierTests
{
    private readonly FixedTime _clock = new(1_000);

    [Fact]
    public async Task P26_The_clock_decides_whether_a_challenge_is_over_and_nobody_is_asked_about_one_that_is()
    {
        var posted = IdKit.V4();
        var chain = new ScriptedChain { IsDown = true };
        var verifier = Verifier(chain);

        Assert.IsType<WorldIdVerdict.Unavailable>(await verifier.VerifyAsync(IdKit.Bytes(posted), IdKit.Asked(posted)));
        _clock.Now += TimeSpan.FromSeconds(1);
        var verdict = await verifier.VerifyAsync(IdKit.Bytes(posted), IdKit.Asked(posted));

        Assert.Equal(WorldIdCodes.NonceExpired, Assert.IsType<WorldIdVerdict.Refused>(verdict).Code);
    }

    [Fact]
    public async Task What_is_no_result_is_refused_with_a_sentence()
    {
        var verdict = Assert.IsType<WorldIdVerdict.Refused>(await Verifier(new ScriptedChain()).VerifyAsync("{}"u8.ToArray(), IdKit.Asked(IdKit.V4())));

        Assert.Equal(WorldIdCodes.Malformed, verdict.Code);
        Assert.EndsWith(".", verdict.Detail);
    }

    [Fact]
    public async Task P29_A_bad_proof_of_the_accepted_issuer_is_refused_whatever_stands_beside_it()
    {
        var posted = IdKit.V4();
        var selfie = posted.Item().DeepClone().AsObject();
        (selfie["identifier"], selfie["issuer_schema_id"]) = ("selfie", 11);
        posted["responses"]!.AsArray().Insert(0, selfie);
        var chain = new ScriptedChain();
        chain.SetIssuerKey(1, 7, 8);
        chain.SetIssuerKey(11, 7, 8);
        chain.SetOprfKey(IdKit.RpId, 7, 8);

        var verdict = await Verifier(chain).VerifyAsync(IdKit.Bytes(posted), IdKit.Asked(posted));

        Assert.Equal(WorldIdCodes.InvalidProof, Assert.IsType<WorldIdVerdict.Refused>(verdict).Code);
        Assert.Equal(1, chain.Calls("issuerSchemaIdToPubkey(uint64)"));
    }

    private WorldIdVerifier Verifier(ScriptedChain chain) => new(new WorldIdLocalProofs(chain, ScriptedChain.Contracts, _clock), _clock);
}
