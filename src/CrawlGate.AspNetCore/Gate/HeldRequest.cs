using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CrawlGate.AspNetCore;

/// <summary>Serves a request whose response is held until <see cref="DecideAsync"/>, at the first byte, says whether it may leave.</summary>
internal abstract class HeldRequest(HttpContext context) : IHeldResponse
{
    private Task<bool>? _decision;

    /// <summary>Why the response is withheld.</summary>
    private protected Refusal? Refusal { get; private set; }

    /// <summary>Runs the rest of the pipeline with the response held. Answers why the response was withheld, or null when it was sent.</summary>
    public async Task<Refusal?> ServeAsync(RequestDelegate next)
    {
        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var held = new HeldResponseBody(inner, this);
        context.Features.Set<IHttpResponseBodyFeature>(held);
        context.Features.Set<IHeldResponse>(this);
        try
        {
            await next(context);
            await held.FlushPipeAsync();
            await SettleAsync();
        }
        catch when (_decision is null)
        {
            await AbandonAsync();
            throw;
        }
        catch when (Refusal is not null)
        {
            // Whatever the site made of a body that nobody took: the buyer is told about the payment.
        }
        finally
        {
            context.Features.Set(inner);
            context.Features.Set<IHeldResponse>(null);
        }

        return Refusal;
    }

    /// <inheritdoc/>
    public Task<bool> SettleAsync() => _decision ??= DecideAsync();

    /// <summary>Once, when the status and headers of the response are there: whether its body may leave.</summary>
    private protected abstract Task<bool> DecideAsync();

    /// <summary>The site threw before it answered anything.</summary>
    private protected abstract Task AbandonAsync();

    private protected bool Withhold(Refusal refusal)
    {
        Refusal = refusal;
        return false;
    }
}
