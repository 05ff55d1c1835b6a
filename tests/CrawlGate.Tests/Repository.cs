using System.Runtime.CompilerServices;

namespace CrawlGate.Tests;

/// <summary>Files of the checkout that tests hold to their word.</summary>
internal static class Repository
{
    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root(), .. path]));

    /// <summary>A file of <c>../shared</c>, the data of other projects that may lie beside the checkout; null when it does not.</summary>
    public static string? SharedFile(params string[] path)
    {
        var file = Path.Combine([Root(), "..", "shared", .. path]);
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }

    private static string Root([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
