namespace CrawlGate.WebBotAuth;

/// <summary>What a <see cref="WebBotAuthVerifier"/> accepts.</summary>
public sealed class WebBotAuthVerifierOptions
{
    /// <summary>The longest time from <c>created</c> to <c>expires</c>; the protocol recommends a day at most.</summary>
    public TimeSpan MaxLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How far in the future a signature may have been created, because clocks differ. Expiry has no tolerance.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether a signature agent's URL may be <c>http</c>. For tests only: anybody on the way could replace the keys.</summary>
    public bool AllowInsecureAgents { get; set; }

    /// <summary>
    /// How many nonces are remembered at once, about 150 bytes each; one key may take a quarter. When they are all taken,
    /// signatures with a nonce are <see cref="UnverifiedReason.ReplayGuardFull"/> until others expire.
    /// </summary>
    public int MaxNonces { get; set; } = 100_000;
}
