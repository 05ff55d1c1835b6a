namespace CrawlGate.AspNetCore;

/// <summary>
/// One request whose payment counts already: settled upfront, or served before and presented again. The site is asked once for it, and
/// every answer carries the receipt, errors too, since the money has moved or is owed.
/// </summary>
internal sealed class PrepaidRequest(Purchase purchase, LedgerEntry entry, SettlementDesk desk) : HeldRequest(purchase.Context)
{
    private protected override async Task<bool> DecideAsync()
    {
        var response = purchase.Context.Response;
        GuardedHeaders.RemoveFromResponse(response.Headers);
        Receipt.Send(purchase.Context, purchase.Payment, Receipt.Of(entry));
        if (entry.State == LedgerState.Settled)
            await desk.NoteDeliveryAsync(entry, response.StatusCode);
        return true;
    }

    private protected override Task AbandonAsync() =>
        entry.State == LedgerState.Settled ? desk.NoteDeliveryAsync(entry, 500) : Task.CompletedTask;
}
