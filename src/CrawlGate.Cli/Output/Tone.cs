namespace CrawlGate.Cli;

/// <summary>How a line is meant.</summary>
internal enum Tone
{
    /// <summary>As it stands.</summary>
    Plain,

    /// <summary>Beside the point.</summary>
    Quiet,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Worth a look.</summary>
    Warning,

    /// <summary>Wrong.</summary>
    Bad,
}
