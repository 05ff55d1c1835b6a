using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CrawlGate.WebBotAuth;

/// <summary>
/// Fetches small documents from URLs that strangers name. Only <c>https</c>, only public addresses, checked after the name
/// look-up; no redirects, no proxy, no cookies, no credentials, no compression; bounded in time and size. What a server does
/// never throws, it is a <see cref="FetchOutcome"/>.
/// </summary>
public sealed class PublicHttpClient : IDisposable
{
    private const int MaxHeaderKilobytes = 16;
    private const int MaxUrlLength = 2048;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly PublicHttpClientOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    /// <summary>A client of its own connections; none is kept open between fetches.</summary>
    public PublicHttpClient(PublicHttpClientOptions? options = null, TimeProvider? timeProvider = null)
    {
        _options = options ?? new PublicHttpClientOptions();
        _time = timeProvider ?? TimeProvider.System;
        _http = new HttpMessageInvoker(CreateHandler(_options));
    }

    /// <summary>Fetches a document.</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="options">Limits and validator; the defaults when absent.</param>
    /// <param name="cancellationToken">Abandons the fetch.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<FetchOutcome> GetAsync(Uri url, FetchOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new FetchOptions();
        if (Objection(url) is { } objection)
            return new FetchOutcome.Refused(objection);

        using var timeout = new CancellationTokenSource(options.Timeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = CreateRequest(url, options);
            using var response = await _http.SendAsync(request, limit.Token);
            return await FetchedDocument.ReadAsync(response, options, limit.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            return new FetchOutcome.Failed(timeout.IsCancellationRequested
                ? $"{url.Host} did not answer completely within {options.Timeout.TotalSeconds:0.###} s."
                : $"{url.Host} could not be connected to within {_options.ConnectTimeout.TotalSeconds:0.###} s.");
        }
        catch (Exception exception) when (FindRefusal(exception) is { } refusal)
        {
            return new FetchOutcome.Refused(refusal.Message);
        }
        catch (Exception exception)
        {
            // Whatever else a peer or a resolver provokes in the stack is no more than this failure.
            return new FetchOutcome.Failed($"{url.Host}: {exception.GetBaseException().Message}");
        }
    }

    /// <summary>Closes what is open.</summary>
    public void Dispose() => _http.Dispose();

    /// <summary>Why a URL is not one to ask, as far as that shows without looking its host up.</summary>
    internal string? Objection(Uri url)
    {
        if (!url.IsAbsoluteUri)
            return "The URL is not absolute.";
        if (url.Scheme != Uri.UriSchemeHttps && !(_options.UnsafeAllowPrivateAddressesAndPlainHttp && url.Scheme == Uri.UriSchemeHttp))
            return "The URL's scheme is not https.";
        if (url.UserInfo.Length > 0)
            return "The URL has user info.";
        if (url.OriginalString.Length > MaxUrlLength || url.AbsoluteUri.Length > MaxUrlLength)
            return "The URL is too long.";
        if (!_options.UnsafeAllowPrivateAddressesAndPlainHttp && IPAddress.TryParse(url.IdnHost, out var address) && !PublicAddress.IsPublic(address))
            return $"{url.Host} is not a public address.";
        return null;
    }

    private HttpRequestMessage CreateRequest(Uri url, FetchOptions options)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", options.Accept ?? "*/*");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        if (options.ETag is { } etag)
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        return request;
    }

    private static AddressRefusedException? FindRefusal(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is AddressRefusedException refusal)
                return refusal;
        }

        return null;
    }

    private static SocketsHttpHandler CreateHandler(PublicHttpClientOptions options) => new()
    {
        ConnectCallback = new CheckedConnection(options).OpenAsync,
        ConnectTimeout = options.ConnectTimeout,
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        Credentials = null,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = MaxHeaderKilobytes,
        MaxResponseDrainSize = 0,
        // No connection outlives its fetch, so each is opened to an address that was just checked.
        PooledConnectionLifetime = TimeSpan.Zero,
        SslOptions = new SslClientAuthenticationOptions
        {
            // A certificate may name URLs to fetch its issuer from; fetching those would go past every check above.
            CertificateChainPolicy = new X509ChainPolicy
            {
                DisableCertificateDownloads = true,
                RevocationMode = X509RevocationMode.NoCheck,
                ApplicationPolicy = { new Oid(ServerAuthentication) },
            },
        },
    };
}
