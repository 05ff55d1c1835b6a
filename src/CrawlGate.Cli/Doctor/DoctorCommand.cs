using System.CommandLine;

namespace CrawlGate.Cli;
internal static class DoctorCommand { public static Command Create(TextWriter output, TextWriter error) => new("doctor"); }
