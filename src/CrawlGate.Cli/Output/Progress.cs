using System.Globalization;

namespace CrawlGate.Cli;

/// <summary>A line that counts while a person watches; nothing when nobody does.</summary>
internal sealed class Progress(TextWriter error, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly bool _isWatched = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
    private readonly Lock _lock = new();
    private long _lastShown;
    private int _width;

    /// <summary>Shows a count, unless one was shown just now.</summary>
    public void Show(long count, string what)
    {
        if (!_isWatched)
            return;

        lock (_lock)
        {
            if (_width > 0 && time.GetElapsedTime(_lastShown) < Interval)
                return;

            _lastShown = time.GetTimestamp();
            var line = string.Create(CultureInfo.InvariantCulture, $"{count} {what}");
            error.Write($"\r{line.PadRight(_width)}");
            _width = line.Length;
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (_width > 0)
            error.Write($"\r{new string(' ', _width)}\r");
        _width = 0;
    }
}
