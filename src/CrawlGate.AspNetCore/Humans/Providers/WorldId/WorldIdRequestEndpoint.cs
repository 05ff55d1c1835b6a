using System.Globalization;
using System.Text.Json.Serialization;
using CrawlGate.Personhood;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.AspNetCore;

/// <summary>Tells IDKit in a page what to ask for. The browser has a challenge afterwards, which the answer is bound to.</summary>
internal sealed class WorldIdRequestEndpoint(WorldIdQuestions questions) : IPersonhoodEndpoint
{
    public string Path => "worldid/request";

    public string Method => HttpMethods.Post;

    public async Task AnswerAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var contact = services.GetRequiredService<PersonhoodSettings>().Contact;
        var (form, status) = await EvidenceReader.ReadAsync(context.Request);
        if (form is null)
        {
            await new Problem(status, "malformed", "What was sent cannot be read.").WriteAsync(context, default, contact);
            return;
        }

        try
        {
            var challenge = await services.GetRequiredService<PersonhoodChallenges>().GiveAsync(context, SlotOf(form));
            if (await questions.AskAsync(challenge, context.RequestAborted) is { } request)
            {
                await context.Response.WriteAsJsonAsync(WorldIdAsked.From(request, questions.Settings.Bridge), WorldIdAskedContext.Default.WorldIdAsked, cancellationToken: context.RequestAborted);
                return;
            }
        }
        catch (LedgerUnavailableException)
        {
            // As below: there are no keys to give a challenge with, or they have just ended.
        }

        await new Problem(StatusCodes.Status503ServiceUnavailable, "unavailable", "Proofs cannot be taken at the moment.", 10).WriteAsync(context, default, contact);
    }

    /// <summary>The browser's number that a form asks for; null when it says none.</summary>
    public static int? SlotOf(PersonhoodEvidence form) => int.TryParse(form["slot"], NumberStyles.None, CultureInfo.InvariantCulture, out var slot) ? slot : null;
}

/// <summary>What <c>IDKit.request</c> takes, and the signal for its preset.</summary>
/// <param name="AppId">The app.</param>
/// <param name="Action">The action.</param>
/// <param name="RpContext">The signed challenge.</param>
/// <param name="Environment">Whose identities count.</param>
/// <param name="Signal">What binds the proof to the browser.</param>
/// <param name="AllowLegacy">Whether proofs of version 3.0 do.</param>
/// <param name="BridgeUrl">The bridge; null for World's own.</param>
internal sealed record WorldIdAsked(string AppId, string Action, RpContext RpContext, string Environment, string Signal, bool AllowLegacy, string? BridgeUrl)
{
    public static WorldIdAsked From(WorldIdBridgeRequest request, Uri bridge) => new(
        request.AppId.ToString(), request.Action, request.Context, request.Environment.ToWire(), request.Signal, request.AllowLegacy,
        bridge == WorldIdBridgeOptions.DefaultBaseUrl ? null : bridge.AbsoluteUri.TrimEnd('/'));
}

/// <summary>JSON as IDKit spells it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WorldIdAsked))]
internal sealed partial class WorldIdAskedContext : JsonSerializerContext;
