using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.AspNetCore;

/// <summary>Takes the first step of <see cref="WalletForm"/>, which wallet it is, and answers with the text that it is to sign.</summary>
internal sealed class WalletEndpoint(WalletPersonhood verifier) : IPersonhoodEndpoint
{
    public string Path => WalletForm.PreparePath[(HumanPaths.Page.Length + 1)..];

    public string Method => HttpMethods.Post;

    public async Task AnswerAsync(HttpContext context)
    {
        var endpoints = context.RequestServices.GetRequiredService<HumanEndpoints>();
        var (evidence, status) = await EvidenceReader.ReadAsync(context.Request);
        if (evidence is null)
        {
            await endpoints.RefuseAsync(context, status, "malformed", "What was sent cannot be read.", provider: verifier.Name);
            return;
        }

        var returnTo = evidence[HumanPaths.ReturnTo];
        if (!verifier.TryRead(evidence, out var source, out var wallet))
        {
            await endpoints.RefuseAsync(
                context, StatusCodes.Status400BadRequest, "malformed", "The wallet is not an address, or its source is not known here.", returnTo, verifier.Name);
            return;
        }

        await endpoints.ShowAsync(context, returnTo, challenge => new WalletMessage(source.Key, wallet.ToString(), source.TextFor(wallet, challenge)));
    }
}
