using System.CommandLine;

namespace CrawlGate.Cli;
internal static class CheckCommand { public static Command Create(TextWriter output) => new("check"); }
