namespace CrawlGate.AspNetCore;

/// <summary>
/// A path as robots.txt writes it (RFC 9309, sections 2.2.2 and 2.2.3): a prefix, in which <c>*</c> stands for any run of
/// characters and a last <c>$</c> for the end. Case never matters, and neither does one slash at the end of the request's path.
/// </summary>
/// <remarks>
/// Each piece between stars is searched for once, from where the one before it ended; the leftmost place is as good as any other,
/// so nothing is ever tried again.
/// </remarks>
internal sealed class PathPattern
{
    private readonly string[] _pieces;
    private readonly bool _isWhole;

    private PathPattern(string text, string[] pieces, bool isWhole) => (Text, _pieces, _isWhole) = (text, pieces, isWhole);

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>What every path that matches begins with.</summary>
    public string Start => _pieces[0];

    /// <summary>Whether it has no stars, so that it means the path that it spells and what begins like it.</summary>
    public bool IsLiteral => _pieces.Length == 1;

    /// <summary>Reads a pattern; null when it does not begin with a slash or a star.</summary>
    public static PathPattern? Parse(string text)
    {
        if (text is not ['/' or '*', ..])
            return null;

        var isWhole = text.EndsWith('$');
        return new PathPattern(text, [.. (isWhole ? text[..^1] : text).Split('*').Select(Decode)], isWhole);
    }

    /// <summary>Whether a decoded path matches.</summary>
    public bool Matches(ReadOnlySpan<char> path)
    {
        var bare = path is [.., '/'] ? path[..^1] : path;

        // What matches as a prefix without the slash does so with it as well.
        return Matches(bare, thenSlash: true) || (_isWhole && Matches(bare, thenSlash: false));
    }

    private bool Matches(ReadOnlySpan<char> path, bool thenSlash)
    {
        var rest = new Rest(path, thenSlash);
        if (_pieces.Length == 1)
            return rest.SkipStart(_pieces[0]) && (!_isWhole || rest.IsEmpty);
        if (!rest.SkipStart(_pieces[0]))
            return false;

        var last = _pieces.Length - 1;
        for (var i = 1; i < last; i++)
        {
            if (!rest.SkipTo(_pieces[i]))
                return false;
        }

        return _isWhole ? rest.EndsWith(_pieces[last]) : rest.SkipTo(_pieces[last]);
    }

    // The server leaves an escaped slash in the path as it is, because it is no delimiter; so does this.
    private static string Decode(string piece) => Uri.UnescapeDataString(piece.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase));

    /// <summary>A path's rest and, perhaps, a slash after it that nobody had to write.</summary>
    private ref struct Rest(ReadOnlySpan<char> span, bool thenSlash)
    {
        private const StringComparison IgnoreCase = StringComparison.OrdinalIgnoreCase;

        private ReadOnlySpan<char> _span = span;
        private bool _thenSlash = thenSlash;

        public readonly bool IsEmpty => _span.IsEmpty && !_thenSlash;

        public bool SkipStart(ReadOnlySpan<char> piece)
        {
            if (_span.StartsWith(piece, IgnoreCase))
                _span = _span[piece.Length..];
            else if (piece.Length == _span.Length + 1 && EndsInItsSlash(piece))
                SkipAll();
            else
                return false;

            return true;
        }

        public bool SkipTo(ReadOnlySpan<char> piece)
        {
            if (_span.IndexOf(piece, IgnoreCase) is >= 0 and var start)
                _span = _span[(start + piece.Length)..];
            else if (EndsInItsSlash(piece))
                SkipAll();
            else
                return false;

            return true;
        }

        public readonly bool EndsWith(ReadOnlySpan<char> piece) =>
            _thenSlash ? piece.IsEmpty || EndsInItsSlash(piece) : _span.EndsWith(piece, IgnoreCase);

        private void SkipAll()
        {
            _span = [];
            _thenSlash = false;
        }

        private readonly bool EndsInItsSlash(ReadOnlySpan<char> piece) => _thenSlash && piece is [.., '/'] && _span.EndsWith(piece[..^1], IgnoreCase);
    }
}
