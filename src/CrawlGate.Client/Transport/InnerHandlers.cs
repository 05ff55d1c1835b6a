namespace CrawlGate.Client;

/// <summary>Sees to it that nobody below follows redirects, because it would take the payment along.</summary>
internal static class InnerHandlers
{
    /// <summary>
    /// Turns automatic redirects off in the last handler of the chain. Answers how many redirects to follow instead of it: none
    /// when its owner had turned them off already, or when it is of a kind that is not known.
    /// </summary>
    /// <exception cref="InvalidOperationException">That handler follows redirects and was in use before, so it cannot be changed.</exception>
    public static int TakeOverRedirects(HttpMessageHandler? handler)
    {
        while (handler is DelegatingHandler outer)
            handler = outer.InnerHandler;

        try
        {
            switch (handler)
            {
                case SocketsHttpHandler { AllowAutoRedirect: true } sockets:
                    sockets.AllowAutoRedirect = false;
                    return sockets.MaxAutomaticRedirections;
                case HttpClientHandler { AllowAutoRedirect: true } client:
                    client.AllowAutoRedirect = false;
                    return client.MaxAutomaticRedirections;
                default:
                    return 0;
            }
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException("A PaymentHandler over a handler that was used before needs AllowAutoRedirect = false there; payments must not follow redirects to other origins.", e);
        }
    }
}
