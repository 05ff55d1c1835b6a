using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.AspNetCore;

/// <summary>Makes of a challenge what World ID's wallets are asked, and what an answer must be about. Both are made from the challenge alone.</summary>
internal sealed class WorldIdQuestions(WorldIdSettings settings, IEthereumSigner signer, EpochKeys keys, TimeProvider time)
{
    /// <summary>Where browsers wait for an answer; wallets on the same device send people back there.</summary>
    public const string WaitPath = HumanPaths.Page + "/worldid";

    /// <summary>How long a wallet may take, if the challenge lasts as long: nobody is to have less than ten minutes to find a telephone.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>What is asked for.</summary>
    public WorldIdSettings Settings => settings;

    /// <summary>A new question, signed; null when the challenge's week is over.</summary>
    /// <exception cref="LedgerUnavailableException">The week's keys are not known here and the store does not answer.</exception>
    public async ValueTask<WorldIdBridgeRequest?> AskAsync(PersonhoodChallenge challenge, CancellationToken cancellationToken)
    {
        if (await keys.FindAsync(challenge.Epoch, cancellationToken) is not { } key)
            return null;

        var now = time.GetUtcNow();
        return await SignAsync(challenge, WorldIdNonce.Create(challenge, key, now), now, cancellationToken);
    }

    /// <summary>The question that a nonce of ours belongs to, as it was; null when it was not given for this challenge.</summary>
    /// <exception cref="LedgerUnavailableException">The week's keys are not known here and the store does not answer.</exception>
    public async ValueTask<WorldIdBridgeRequest?> RecallAsync(PersonhoodChallenge challenge, UInt256 nonce, CancellationToken cancellationToken) =>
        await keys.FindAsync(challenge.Epoch, cancellationToken) is { } key && WorldIdNonce.TryRead(nonce, challenge, key, out var givenAt)
            ? await SignAsync(challenge, nonce, givenAt, cancellationToken)
            : null;

    /// <summary>What an answer to a nonce must be about; null when the nonce was not given for this challenge.</summary>
    /// <exception cref="LedgerUnavailableException">The week's keys are not known here and the store does not answer.</exception>
    public async ValueTask<WorldIdExpectation?> ExpectAsync(PersonhoodChallenge challenge, UInt256 nonce, CancellationToken cancellationToken)
    {
        if (await keys.FindAsync(challenge.Epoch, cancellationToken) is not { } key || !WorldIdNonce.TryRead(nonce, challenge, key, out var givenAt))
            return null;

        return new WorldIdExpectation
        {
            Environment = settings.Environment,
            RpId = settings.RpId,
            Nonce = nonce,
            ExpiresAt = EndOf(challenge, givenAt),
            Action = challenge.Action,
            Signal = challenge.Signal.ToString(),
            AcceptedIssuers = settings.Issuers,
            AllowLegacy = settings.AllowLegacy,
            AppId = settings.App,
        };
    }

    private static long EndOf(PersonhoodChallenge challenge, DateTimeOffset givenAt) =>
        Math.Min((givenAt + Lifetime).ToUnixTimeSeconds(), challenge.ExpiresAt.ToUnixTimeSeconds());

    private async ValueTask<WorldIdBridgeRequest> SignAsync(PersonhoodChallenge challenge, UInt256 nonce, DateTimeOffset givenAt, CancellationToken cancellationToken) => new()
    {
        AppId = settings.App,
        Context = await RpSignature.SignAsync(
            settings.RpId, signer, nonce, givenAt.ToUnixTimeSeconds(), EndOf(challenge, givenAt), challenge.Action, cancellationToken),
        Action = challenge.Action,
        Signal = challenge.Signal.ToString(),
        Environment = settings.Environment,
        AllowLegacy = settings.AllowLegacy,
        ReturnTo = new Uri(challenge.Site, WaitPath),
    };
}
