namespace CrawlGate.Cli;

internal static class CrawlGateTool
{
    public static int Main() => 0;
}
