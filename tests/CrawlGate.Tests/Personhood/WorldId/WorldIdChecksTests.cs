using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

public sealed class WorldIdChecksTests
{
    [Fact]
    public void An_answer_to_what_was_asked_becomes_the_statement_to_be_proved()
    {
        var statement = IdKit.Statement(IdKit.V4());

        Assert.Equal("0x009b05016708afc7ee983756b023ef6f0e6835001077c3d8583642bbb1504d1f", FieldText.ToHex(statement.Action));
        Assert.Equal("0x008ad3006a61692cccd70f936ffe2f16cd0209a395660f0c7a6ba00b0bc9848e", FieldText.ToHex(statement.SignalHash));
        Assert.Equal((1ul, IdKit.RpId, null), (statement.IssuerSchemaId, statement.RpId, statement.SessionId));
        Assert.True(statement.SessionCommitment.IsZero);
    }

    [Theory]
    [InlineData("production")]
    [InlineData("sandbox")]
    public void P25_An_identity_of_another_environment_is_refused(string environment)
    {
        var result = IdKit.V4();
        result["environment"] = environment;
        Assert.Equal(WorldIdCodes.EnvironmentMismatch, IdKit.Refusal(result, IdKit.Asked(result)));

        Assert.Equal(WorldIdCodes.EnvironmentMismatch, IdKit.Refusal(IdKit.V4(), IdKit.Asked(IdKit.V4()) with { Environment = WorldIdEnvironment.Production }));
    }

    [Fact]
    public void P26_Another_challenges_answer_is_refused()
    {
        var result = IdKit.V4();
        var expected = IdKit.Asked(result) with { Nonce = 5 };

        Assert.Equal(WorldIdCodes.NonceMismatch, IdKit.Refusal(result, expected));
    }

    [Fact]
    public void P26_A_challenge_is_good_to_its_last_second_and_no_longer()
    {
        var result = IdKit.V4();

        Assert.Equal("", IdKit.Refusal(result, IdKit.Asked(result), now: 1_000));
        Assert.Equal(WorldIdCodes.NonceExpired, IdKit.Refusal(result, IdKit.Asked(result), now: 1_001));
    }

    [Fact]
    public void P27_Another_action_is_refused()
    {
        var result = IdKit.V4();
        var expected = IdKit.Asked(result);
        result["action"] = "crawlgate-pass-2026-11-21";

        Assert.Equal(WorldIdCodes.ActionMismatch, IdKit.Refusal(result, expected));
        Assert.Equal(WorldIdCodes.ActionMismatch, IdKit.Refusal(result, expected with { Action = "" }));
        Assert.Equal(WorldIdCodes.ActionMismatch, IdKit.Refusal(result, expected with { Action = null }));
        Assert.Equal(WorldIdCodes.ActionMismatch, IdKit.Refusal(IdKit.Session(), expected));
    }

    [Fact]
    public void P28_Another_signal_or_none_is_refused()
    {
        var other = IdKit.V4();
        other.Item()["signal_hash"] = "0x00";
        var none = IdKit.V4();
        none.Item().Remove("signal_hash");

        Assert.Equal(WorldIdCodes.SignalMismatch, IdKit.Refusal(other, IdKit.Asked(other)));
        Assert.Equal(WorldIdCodes.SignalMismatch, IdKit.Refusal(none, IdKit.Asked(none)));
        Assert.Equal(WorldIdCodes.SignalMismatch, IdKit.Refusal(IdKit.V4(), IdKit.Asked(IdKit.V4()) with { Signal = "sess-abd" }));
    }

    [Fact]
    public void P29_Only_the_accepted_issuers_credential_counts_whatever_stands_beside_it()
    {
        var result = IdKit.V4();
        var selfie = result.Item().DeepClone().AsObject();
        (selfie["identifier"], selfie["issuer_schema_id"], selfie["nullifier"]) = ("selfie", 11, "0x0b");
        result["responses"]!.AsArray().Insert(0, selfie);
        var asked = IdKit.Asked(result);

        Assert.Equal((1ul, IdKit.Statement(IdKit.V4()).Nullifier), (IdKit.Statement(result).IssuerSchemaId, IdKit.Statement(result).Nullifier));
        Assert.Equal(11ul, IdKit.Statement(result, asked with { AcceptedIssuers = [11] }).IssuerSchemaId);
        Assert.Equal(1ul, IdKit.Statement(result, asked with { AcceptedIssuers = [9303, 1, 11] }).IssuerSchemaId);

        result["responses"]!.AsArray().RemoveAt(1);
        Assert.Equal(WorldIdCodes.IssuerNotAccepted, IdKit.Refusal(result, asked));
        Assert.Equal(WorldIdCodes.IssuerNotAccepted, IdKit.Refusal(result, asked with { AcceptedIssuers = [] }));
    }

    [Theory]
    [InlineData(1ul, WorldIdLevel.Human)]
    [InlineData(9303ul, WorldIdLevel.Document)]
    [InlineData(9310ul, WorldIdLevel.Document)]
    [InlineData(11ul, WorldIdLevel.Weak)]
    [InlineData(77ul, WorldIdLevel.Weak)]
    public void P29_A_credential_is_worth_what_its_issuer_checked(ulong issuer, WorldIdLevel level) => Assert.Equal(level, WorldIdIssuers.Level(issuer));

    [Fact]
    public void P35_A_sessions_action_must_say_that_it_is_one()
    {
        var honest = IdKit.Session();
        var statement = IdKit.Statement(honest);
        Assert.Equal(2, FieldText.TopByte(statement.Action));
        Assert.Equal(statement.SessionId!.Value.Commitment, statement.SessionCommitment);

        foreach (var action in (string[])["0x00" + new string('1', 62), "0x01" + new string('1', 62), "0x03" + new string('1', 62)])
            Assert.Equal(WorldIdCodes.InvalidAction, IdKit.Refusal(IdKit.Session(action: action), IdKit.Asked(honest)));
    }

    [Fact]
    public void P35_A_session_that_was_not_asked_for_is_refused()
    {
        var result = IdKit.Session();
        var asked = IdKit.Asked(result);
        Assert.True(WorldIdSessionId.TryParse("session_" + new string('1', 128), out var other));

        Assert.Equal("", IdKit.Refusal(result, asked));
        Assert.Equal("", IdKit.Refusal(result, asked with { SessionId = IdKit.Parse(result).SessionId }));
        Assert.Equal(WorldIdCodes.SessionMismatch, IdKit.Refusal(result, asked with { SessionId = other }));
    }

    [Fact]
    public void P36_Version_3_is_refused_unless_it_is_allowed()
    {
        var result = IdKit.V3();
        var asked = IdKit.Asked(result);

        Assert.Equal(WorldIdCodes.LegacyRefused, IdKit.Refusal(result, asked));
        Assert.Equal(WorldIdCodes.LegacyRefused, IdKit.Refusal(result, asked with { AppId = IdKit.AppId }));
        Assert.Equal(WorldIdCodes.LegacyRefused, IdKit.Refusal(result, asked with { AllowLegacy = true }));

        var allowed = asked with { AllowLegacy = true, AppId = IdKit.AppId };
        Assert.Equal(WorldIdAction.ExternalNullifier(IdKit.AppId, IdKit.Action), IdKit.Statement(result, allowed).Action);
        Assert.Equal(WorldIdCodes.IssuerNotAccepted, IdKit.Refusal(result, allowed with { AcceptedIssuers = [9303] }));
    }
}
