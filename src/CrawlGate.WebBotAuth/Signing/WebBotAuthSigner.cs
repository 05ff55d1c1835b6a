using System.Globalization;
using System.Security.Cryptography;

namespace CrawlGate.WebBotAuth;

/// <summary>Signs requests as an agent (draft-ietf-webbotauth-httpsig-protocol). Safe to use from several threads.</summary>
public sealed class WebBotAuthSigner
{
    private const string Label = "sig1";
    private const string KeyParameter = $";key=\"{Label}\"";
    private const int NonceLength = 64;
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24);

    private readonly Ed25519SigningKey _key;
    private readonly TimeProvider _timeProvider;
    private readonly string _agent;

    /// <summary>Signs with a key that the agent's directory lists.</summary>
    /// <param name="key">The key; it stays its owner's to dispose of.</param>
    /// <param name="agent">Where the key is to be found; <see cref="SignedKeyDirectory"/> makes what is served there.</param>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    /// <exception cref="ArgumentException">The agent's URL is not absolute, or neither <c>https</c> nor, for tests, <c>http</c>.</exception>
    public WebBotAuthSigner(Ed25519SigningKey key, SignatureAgent agent, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(agent);
        if (!agent.Url.IsAbsoluteUri || agent.Url.Scheme is not ("https" or "http"))
            throw new ArgumentException("A signature agent is an https URL.", nameof(agent));

        _key = key;
        _timeProvider = timeProvider ?? TimeProvider.System;
        var type = agent.Type switch
        {
            SignatureAgentType.JwksUri => ";type=jwks_uri",
            SignatureAgentType.Cimd => ";type=cimd",
            _ => "",
        };
        // An origin is written without the slash that Uri gives it.
        var url = agent.Url is { AbsolutePath: "/", Query: "" } ? agent.Url.GetLeftPart(UriPartial.Authority) : agent.Url.AbsoluteUri;
        _agent = $"\"{url}\"{type}";
    }

    /// <summary>How long a signature lasts, up to a day; short, because until then somebody else could send it again.</summary>
    public TimeSpan Lifetime
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromSeconds(1));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxLifetime);
            field = value;
        }
    } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether <c>Signature-Agent</c> is written in its older form, a bare string instead of a dictionary, which is all that some
    /// verifiers know.
    /// </summary>
    public bool UseBareAgent { get; init; }

    /// <summary>
    /// Sets the headers <c>Signature-Agent</c>, <c>Signature-Input</c> and <c>Signature</c>, in place of any there were. To be
    /// called last: what is covered, the host, must not change afterwards.
    /// </summary>
    /// <exception cref="InvalidOperationException">The request has no absolute URL.</exception>
    public void Sign(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.RequestUri is not { IsAbsoluteUri: true })
            throw new InvalidOperationException("A request without an absolute URL cannot be signed.");

        Set(request, SignatureAgentHeader.Name, UseBareAgent ? _agent : $"{Label}={_agent}");
        var created = _timeProvider.GetUtcNow().ToUnixTimeSeconds();
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceLength));
        var input = string.Create(
            CultureInfo.InvariantCulture,
            $"(\"@authority\" \"{SignatureAgentHeader.Name}\"{(UseBareAgent ? "" : KeyParameter)});created={created};expires={created + (long)Lifetime.TotalSeconds};keyid=\"{_key.KeyId}\";alg=\"{SignatureAlgorithms.Ed25519}\";nonce=\"{nonce}\";tag=\"{SignatureRules.Tag}\"");
        var signature = MessageSigner.Sign(new OutgoingRequest(request), Label, input, _key);
        Set(request, MessageSignature.InputHeader, $"{Label}={input}");
        Set(request, MessageSignature.SignatureHeader, $"{Label}={signature}");
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }
}
