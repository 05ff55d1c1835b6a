using Demo;

// The whole story on one machine: a chain, a site, the gateway in front of it, and those who come by.
var once = args.Contains("--once");
await using var stage = await Stage.StartAsync();
var tour = new Tour(stage, Console.Out);
await tour.RunAsync();
if (tour.Failures > 0)
{
    Console.Error.WriteLine($"{tour.Failures} step(s) did not go as stated.");
    return 1;
}

if (once)
    return 0;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};
Console.WriteLine(stage.Invitation);
await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
return 0;
