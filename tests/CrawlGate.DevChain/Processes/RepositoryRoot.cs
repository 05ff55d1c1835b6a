namespace CrawlGate.DevChain;

/// <summary>Where the repository lies, found from the running assembly upward.</summary>
public static class RepositoryRoot
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>The folder that holds <c>CrawlGate.sln</c>.</summary>
    public static string Path => Found.Value;

    /// <summary>A path below the root.</summary>
    public static string Combine(params ReadOnlySpan<string> segments) => System.IO.Path.Combine([Path, .. segments]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "CrawlGate.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds CrawlGate.sln.");
    }
}
