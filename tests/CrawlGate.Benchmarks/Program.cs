using CrawlGate.Benchmarks;
using CrawlGate.Gateway;

// One program for everything: the suites start it again as the servers and the function runs that they measure.
return args switch
{
    ["origin", .. var rest] => await Origin.RunAsync(rest),
    ["gateway", .. var rest] => await GatewayHost.RunAsync(rest),
    ["bare-yarp", .. var rest] => await BareYarp.RunAsync(rest),
    ["fixed-402", .. var rest] => await Fixed402.RunAsync(rest),
    ["paid-stub", .. var rest] => await PaidStub.RunAsync(rest),
    ["function-run", var output, .. var rest] => FunctionRun.Run(output, rest),
    _ => await Suites.RunAsync(args),
};
