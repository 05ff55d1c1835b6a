using CrawlGate.Gateway;

return await GatewayHost.RunAsync(args);
