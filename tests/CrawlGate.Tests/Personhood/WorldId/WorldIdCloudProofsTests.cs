using System.Text.Json.Nodes;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

public sealed class WorldIdCloudProofsTests : IAsyncLifetime
{
    private const string Nullifier = "0x05968cd4d3c50bfd2305671d1092bee10ccb679b93db3ca779b6477e4885e476";

    private CloudServer _cloud = null!;
    private WorldIdCloudProofs _proofs = null!;

    public async Task InitializeAsync()
    {
        _cloud = await CloudServer.StartAsync();
        _proofs = new WorldIdCloudProofs(new WorldIdCloudOptions { BaseUrl = _cloud.Url, Authorization = "Bearer test" });
    }

    public async Task DisposeAsync()
    {
        _proofs.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task A_yes_of_the_cloud_to_what_was_asked_is_a_yes()
    {
        _cloud.Answer = CloudServer.Json(200, Success().ToJsonString());

        var accepted = Assert.IsType<WorldIdVerdict.Accepted>(await VerifyAsync(IdKit.V4()));

        Assert.Equal((Nullifier, WorldIdLevel.Human, 1ul, WorldIdVersion.V4), (FieldText.ToHex(accepted.Nullifier), accepted.Level, accepted.IssuerSchemaId, accepted.Version));
        Assert.False(accepted.IsReportedReuse);
        Assert.Equal(WorldIdSetup.Ready, await _proofs.CheckSetupAsync());
    }

    [Fact]
    public async Task The_cloud_gets_IDKits_form_with_the_one_credential_that_counts()
    {
        var posted = IdKit.V4();
        var selfie = posted.Item().DeepClone().AsObject();
        (selfie["identifier"], selfie["issuer_schema_id"]) = ("selfie", 11);
        posted["responses"]!.AsArray().Add(selfie);
        (posted["surprise"], posted["integrity_bundle"]) = ("x", new JsonObject());
        _cloud.Answer = CloudServer.Json(200, Success().ToJsonString());

        Assert.IsType<WorldIdVerdict.Accepted>(await VerifyAsync(posted));

        Assert.True(_cloud.Requests.TryDequeue(out var request));
        Assert.Equal(("POST", "/api/v4/verify/rp_0123456789abcdef", "application/json", "Bearer test"), (request.Method, request.Path, request.ContentType, request.Authorization));
        Assert.True(JsonNode.DeepEquals(IdKit.V4(), JsonNode.Parse(request.Body.GetRawText())), request.Body.GetRawText());
        Assert.Empty(_cloud.Requests);
    }

    [Fact]
    public async Task Legacy_proofs_and_sessions_are_sent_in_their_own_forms()
    {
        _cloud.Answer = CloudServer.Json(404, "{}");
        var legacy = IdKit.V3();
        await _proofs.VerifyAsync(IdKit.Statement(legacy, IdKit.Asked(legacy) with { AllowLegacy = true, AppId = IdKit.AppId }));
        await VerifyAsync(IdKit.Session());

        foreach (var sent in (JsonObject[])[legacy, IdKit.Session()])
        {
            Assert.True(_cloud.Requests.TryDequeue(out var request));
            Assert.True(JsonNode.DeepEquals(sent, JsonNode.Parse(request.Body.GetRawText())), request.Body.GetRawText());
        }
    }

    [Fact]
    public async Task P25_An_identity_of_another_environment_never_gets_as_far_as_the_cloud_that_would_say_yes()
    {
        var posted = IdKit.V4();
        var expected = IdKit.Asked(posted) with { Environment = WorldIdEnvironment.Production };
        _cloud.Answer = CloudServer.Json(200, Success().ToJsonString());

        var verdict = await new WorldIdVerifier(_proofs, new FixedTime(900)).VerifyAsync(IdKit.Bytes(posted), expected);

        Assert.Equal(WorldIdCodes.EnvironmentMismatch, Assert.IsType<WorldIdVerdict.Refused>(verdict).Code);
        Assert.Empty(_cloud.Requests);
    }

    [Fact]
    public async Task P29_A_yes_without_a_yes_to_the_accepted_credential_is_none()
    {
        var failed = new JsonObject { ["identifier"] = "proof_of_human", ["success"] = false, ["code"] = "invalid_proof", ["detail"] = "x" };
        var selfie = new JsonObject { ["identifier"] = "selfie", ["success"] = true, ["nullifier"] = Nullifier };

        Assert.Equal(WorldIdCodes.InvalidProof, Assert.IsType<WorldIdVerdict.Refused>(await AnswerAsync(200, WithResults(failed.DeepClone()))).Code);
        Assert.IsType<WorldIdVerdict.Unavailable>(await AnswerAsync(200, WithResults(selfie, failed)));
        Assert.IsType<WorldIdVerdict.Unavailable>(await AnswerAsync(200, WithResults()));
    }

    [Fact]
    public async Task P32_A_reused_nullifier_is_reported_and_left_to_the_callers_own_store()
    {
        var answer = Success();
        answer["message"] = "Proof verified successfully (nullifier reuse)";

        var accepted = Assert.IsType<WorldIdVerdict.Accepted>(await AnswerAsync(200, answer));

        Assert.True(accepted.IsReportedReuse);
        Assert.Equal(Nullifier, FieldText.ToHex(accepted.Nullifier));
    }

    [Theory]
    [InlineData("environment", "production")]
    [InlineData("environment", null)]
    [InlineData("action", "another")]
    [InlineData("action", null)]
    [InlineData("success", "true")]
    [InlineData("success", null)]
    public async Task P33_A_yes_to_something_else_is_none(string member, string? value)
    {
        var answer = Success();
        answer[member] = value;

        Assert.IsType<WorldIdVerdict.Unavailable>(await AnswerAsync(200, answer));
    }

    [Fact]
    public async Task P33_A_yes_for_another_nullifier_is_none()
    {
        Assert.IsType<WorldIdVerdict.Unavailable>(await AnswerAsync(200, WithNullifier("0x01")));
        Assert.IsType<WorldIdVerdict.Unavailable>(await AnswerAsync(200, WithNullifier(null)));
        Assert.IsType<WorldIdVerdict.Accepted>(await AnswerAsync(200, WithNullifier(Nullifier[2..].ToUpperInvariant())));
    }

    [Theory]
    [InlineData("invalid_proof", WorldIdCodes.InvalidProof)]
    [InlineData("prover_error", WorldIdCodes.InvalidProof)]
    [InlineData("invalid_root", WorldIdCodes.InvalidRoot)]
    [InlineData("invalid_merkle_root", WorldIdCodes.InvalidRoot)]
    [InlineData("root_too_old", WorldIdCodes.InvalidRoot)]
    [InlineData("invalid_credential_issuer", WorldIdCodes.IssuerUnregistered)]
    [InlineData("invalid_public_input", WorldIdCodes.InvalidPublicInput)]
    [InlineData("invalid_format", WorldIdCodes.InvalidPublicInput)]
    [InlineData("outdated_nullifier", WorldIdCodes.Expired)]
    [InlineData("nullifier_from_future", WorldIdCodes.Expired)]
    [InlineData("verification_failed", WorldIdCodes.VerificationFailed)]
    public async Task P33_A_no_to_the_credential_is_a_refusal(string code, string ours)
    {
        var item = new JsonObject { ["identifier"] = "proof_of_human", ["success"] = false, ["code"] = code, ["detail"] = "d" };
        var answer = new JsonObject { ["success"] = false, ["code"] = "all_verifications_failed", ["detail"] = "d", ["results"] = new JsonArray(item) };

        Assert.Equal(ours, Assert.IsType<WorldIdVerdict.Refused>(await AnswerAsync(400, answer)).Code);
    }

    [Theory]
    [InlineData(400, "{\"code\":\"invalid_request\",\"detail\":\"d\",\"attribute\":null}")]
    [InlineData(400, "{\"code\":\"validation_error\"}")]
    [InlineData(400, "{\"code\":\"app_not_migrated\"}")]
    [InlineData(400, "{\"code\":\"rp_not_active\"}")]
    [InlineData(400, "{\"code\":\"configuration_error\"}")]
    [InlineData(400, "{\"success\":false,\"code\":\"all_verifications_failed\",\"results\":[{\"success\":false,\"code\":\"verification_error\"}]}")]
    [InlineData(400, "{\"success\":false,\"code\":\"all_verifications_failed\",\"results\":[{\"success\":false,\"code\":\"generic_error\"}]}")]
    [InlineData(400, "{\"success\":false,\"code\":\"all_verifications_failed\"}")]
    [InlineData(403, "{\"code\":\"integrity_verification_failed\"}")]
    [InlineData(403, "{\"code\":\"environment_not_allowed\"}")]
    [InlineData(404, "{\"code\":\"not_found\"}")]
    [InlineData(429, "{}")]
    [InlineData(500, "{\"code\":\"internal_error\"}")]
    [InlineData(500, "{\"success\":true}")]
    [InlineData(201, "{\"success\":true}")]
    [InlineData(200, "")]
    [InlineData(200, "{\"success\":true")]
    [InlineData(200, "[true]")]
    [InlineData(200, "true")]
    [InlineData(200, "{\"success\":true,\"success\":true}")]
    [InlineData(200, "{\"\\ud800\":true}")]
    [InlineData(200, "<html>")]
    public async Task P33_Trouble_of_the_cloud_is_no_verdict(int status, string body)
    {
        _cloud.Answer = CloudServer.Json(status, body);

        var verdict = Assert.IsType<WorldIdVerdict.Unavailable>(await VerifyAsync(IdKit.V4()));

        Assert.Contains(status.ToString(System.Globalization.CultureInfo.InvariantCulture), verdict.Detail, StringComparison.Ordinal);
        Assert.Single(_cloud.Requests);
    }

    [Fact]
    public async Task P33_A_redirect_is_not_followed()
    {
        await using var elsewhere = await CloudServer.StartAsync();
        _cloud.Answer = CloudServer.Redirect(elsewhere.Url);

        Assert.IsType<WorldIdVerdict.Unavailable>(await VerifyAsync(IdKit.V4()));
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task P33_Answers_that_break_off_or_do_not_end_are_no_verdict()
    {
        _cloud.Answer = CloudServer.BreakOff;
        Assert.IsType<WorldIdVerdict.Unavailable>(await VerifyAsync(IdKit.V4()));

        _cloud.Answer = CloudServer.WithoutEnd;
        Assert.Contains("too much", Assert.IsType<WorldIdVerdict.Unavailable>(await VerifyAsync(IdKit.V4())).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P33_No_answer_in_time_and_no_server_at_all_are_no_verdict()
    {
        _cloud.Answer = CloudServer.Hang;
        using var hasty = new WorldIdCloudProofs(new WorldIdCloudOptions { BaseUrl = _cloud.Url, Timeout = TimeSpan.FromMilliseconds(200) });
        Assert.Contains("in time", Assert.IsType<WorldIdVerdict.Unavailable>(await hasty.VerifyAsync(IdKit.Statement(IdKit.V4()))).Detail, StringComparison.Ordinal);

        await _cloud.DisposeAsync();
        Assert.IsType<WorldIdVerdict.Unavailable>(await hasty.VerifyAsync(IdKit.Statement(IdKit.V4())));
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_so()
    {
        _cloud.Answer = CloudServer.Hang;
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _proofs.VerifyAsync(IdKit.Statement(IdKit.V4()), giveUp.Token));
    }

    [Fact]
    public async Task P35_A_sessions_yes_names_the_session_and_guards_against_replays()
    {
        var answer = Success();
        answer.Remove("action");
        (answer["session_id"], answer["results"]) = (IdKit.SessionText, new JsonArray(new JsonObject { ["identifier"] = "proof_of_human", ["success"] = true }));
        _cloud.Answer = CloudServer.Json(200, answer.ToJsonString());

        var accepted = Assert.IsType<WorldIdVerdict.Accepted>(await VerifyAsync(IdKit.Session()));
        Assert.Equal((IdKit.SessionText, Nullifier), (accepted.SessionId.ToString(), FieldText.ToHex(accepted.Nullifier)));

        answer["session_id"] = "session_" + new string('1', 128);
        _cloud.Answer = CloudServer.Json(200, answer.ToJsonString());
        Assert.IsType<WorldIdVerdict.Unavailable>(await VerifyAsync(IdKit.Session()));
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("http://127.0.0.1/?a=b")]
    [InlineData("/relative")]
    public void A_service_that_is_no_URL_is_refused_at_once(string url) =>
        Assert.Throws<ArgumentException>(() => new WorldIdCloudProofs(new WorldIdCloudOptions { BaseUrl = new Uri(url, UriKind.RelativeOrAbsolute) }));

    private Task<WorldIdVerdict> VerifyAsync(JsonObject result) => _proofs.VerifyAsync(IdKit.Statement(result));

    private Task<WorldIdVerdict> AnswerAsync(int status, JsonObject answer)
    {
        _cloud.Answer = CloudServer.Json(status, answer.ToJsonString());
        return VerifyAsync(IdKit.V4());
    }

    private static JsonObject Success() => new()
    {
        ["success"] = true,
        ["action"] = IdKit.Action,
        ["nullifier"] = Nullifier,
        ["created_at"] = "2026-11-20T00:00:00Z",
        ["environment"] = "staging",
        ["results"] = new JsonArray(new JsonObject { ["identifier"] = "proof_of_human", ["success"] = true, ["nullifier"] = Nullifier }),
        ["message"] = "Proof verified successfully",
    };

    private static JsonObject WithResults(params JsonNode[] results)
    {
        var answer = Success();
        answer["results"] = new JsonArray(results);
        return answer;
    }

    private static JsonObject WithNullifier(string? nullifier)
    {
        var answer = Success();
        answer["results"]![0]!["nullifier"] = nullifier;
        return answer;
    }
}
