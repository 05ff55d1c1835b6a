namespace CrawlGate.WebBotAuth;

/// <summary>Signs every request of an <see cref="HttpClient"/>.</summary>
/// <remarks>
/// A signature is made for one site, so redirects must not take it along: they are turned off in the handlers below and come back
/// as they are, unless a handler above follows them, which has each hop signed anew.
/// </remarks>
public sealed class WebBotAuthHandler : DelegatingHandler
{
    private readonly WebBotAuthSigner _signer;
    private readonly Lock _starting = new();
    private bool _started;

    /// <summary>
    /// Sends through the given handler, or through a <see cref="SocketsHttpHandler"/> of its own when there is none by the first
    /// request; so it also fits <c>AddHttpMessageHandler</c>.
    /// </summary>
    public WebBotAuthHandler(WebBotAuthSigner signer, HttpMessageHandler? innerHandler = null)
    {
        ArgumentNullException.ThrowIfNull(signer);
        _signer = signer;
        if (innerHandler is not null)
            InnerHandler = innerHandler;
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Start();
        _signer.Sign(request);
        return base.Send(request, cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Start();
        _signer.Sign(request);
        return base.SendAsync(request, cancellationToken);
    }

    private void Start()
    {
        if (Volatile.Read(ref _started))
            return;

        lock (_starting)
        {
            if (_started)
                return;

            InnerHandler ??= new SocketsHttpHandler();
            TurnOffRedirects(InnerHandler);
            Volatile.Write(ref _started, true);
        }
    }

    private static void TurnOffRedirects(HttpMessageHandler? handler)
    {
        while (handler is DelegatingHandler outer)
            handler = outer.InnerHandler;

        try
        {
            switch (handler)
            {
                case SocketsHttpHandler { AllowAutoRedirect: true } sockets:
                    sockets.AllowAutoRedirect = false;
                    break;
                case HttpClientHandler { AllowAutoRedirect: true } client:
                    client.AllowAutoRedirect = false;
                    break;
            }
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException("A WebBotAuthHandler over a handler that was used before needs AllowAutoRedirect = false there; a signature must not follow redirects to other sites.", e);
        }
    }
}
