using System.Runtime.CompilerServices;

namespace CrawlGate.Tests;

/// <summary>Files of the checkout that tests hold to their word.</summary>
internal static class Repository
{
    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root(), .. path]));

    private static string Root([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
