using CrawlGate.AspNetCore;
using CrawlGate.LedgerRacer;
using Microsoft.Extensions.Logging.Abstractions;

// A process that claims payments as fast as it can, against others that claim the same ones.
//   CrawlGate.LedgerRacer STORE PAYMENTS CLAIMS-EACH START-FILE
// STORE is sqlite:PATH or redis:CONNECTION. Prints "ready", waits for the start file, and then prints "PAYMENT WINS" for each payment
// and "done".
if (args is not [var text, var payments, var claims, var startFile] || !StoreAddress.TryParse(text, out var address))
{
    Console.Error.WriteLine("usage: CrawlGate.LedgerRacer STORE PAYMENTS CLAIMS-EACH START-FILE");
    return 2;
}

await using var store = PaymentStore.Create(address, TimeProvider.System, new LedgerSettings(), NullLoggerFactory.Instance);
await store.Ledger.OpenAsync();
Console.WriteLine("ready");
while (!File.Exists(startFile))
    await Task.Delay(1);

foreach (var (payment, wins) in (await Race.RunAsync(store.Ledger, int.Parse(payments), int.Parse(claims))).Index())
    Console.WriteLine($"{payment} {wins}");
Console.WriteLine("done");
return 0;
