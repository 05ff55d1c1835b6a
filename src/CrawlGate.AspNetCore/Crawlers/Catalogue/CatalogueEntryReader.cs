namespace CrawlGate.AspNetCore;

/// <summary>Checks one entry of a catalogue file.</summary>
internal static class CatalogueEntryReader
{
    public const int MinTokenLength = 3;
    public const int MaxTokenLength = 100;

    /// <summary>The crawler; null when something is wrong with it, which is then among the errors.</summary>
    public static Crawler? Read(CatalogueEntry entry, string path, CatalogueErrors errors)
    {
        var before = errors.All.Count;
        CheckToken(entry.Token, $"{path}.token", errors);
        errors.Require($"{path}.operator", entry.Operator);
        if (!CatalogueNames<CrawlerPurpose>.TryParse(entry.Purpose, out var purpose))
            errors.Add($"{path}.purpose", $"'{entry.Purpose}' is none of {string.Join(", ", CatalogueNames<CrawlerPurpose>.All)}");

        var documentation = entry.Documentation is { } page ? errors.ReadUrl($"{path}.documentation", page) : null;
        var signatureAgent = ReadSignatureAgent(entry.SignatureAgent, $"{path}.signatureAgent", errors);
        var ranges = ReadRanges(entry.IpRanges, $"{path}.ipRanges", errors);
        CheckDomains(entry.ReverseDns, $"{path}.reverseDns", errors);
        return errors.All.Count > before
            ? null
            : new Crawler(entry.Token!, entry.Operator!, purpose)
            {
                Documentation = documentation,
                SignatureAgent = signatureAgent,
                IpRanges = ranges,
                ReverseDns = [.. (entry.ReverseDns ?? []).OfType<string>()],
            };
    }

    /// <summary>Adds an error unless the token can be found in a User-Agent; answers whether it can.</summary>
    public static bool CheckToken(string? token, string path, CatalogueErrors errors)
    {
        if (token is null)
            errors.Add(path, "is missing");
        else if (token.Length is < MinTokenLength or > MaxTokenLength)
            errors.Add(path, $"'{token}' must have {MinTokenLength} to {MaxTokenLength} characters");
        else if (token.AsSpan().ContainsAnyExceptInRange(' ', '~') || !char.IsAsciiLetterOrDigit(token[0]) || token[^1] == ' ')
            errors.Add(path, "must be printable ASCII that begins with a letter or a digit and does not end with a space");
        else if (RobotsOnlyTokens.Contains(token))
            errors.Add(path, $"'{token}' exists in robots.txt only; no request carries it");
        else
            return true;

        return false;
    }

    private static List<IpRangeSource> ReadRanges(CatalogueIpRange?[]? ranges, string path, CatalogueErrors errors)
    {
        if (ranges is { Length: 0 })
            errors.Add(path, "is empty");

        var sources = new List<IpRangeSource>();
        foreach (var (i, range) in (ranges ?? []).Index())
        {
            var at = $"{path}[{i}]";
            if (range is null)
            {
                errors.Add(at, "is null");
                continue;
            }

            errors.AddUnknown(at, range.Unknown);
            var url = errors.Require($"{at}.url", range.Url) ? errors.ReadUrl($"{at}.url", range.Url) : null;
            if (!CatalogueNames<IpRangeFormat>.TryParse(range.Format, out var format))
                errors.Add($"{at}.format", $"'{range.Format}' is none of {string.Join(", ", CatalogueNames<IpRangeFormat>.All)}");
            if (url is not null)
                sources.Add(new IpRangeSource(url, format, range.Complete ?? true));
        }

        return sources;
    }

    private static void CheckDomains(string?[]? domains, string path, CatalogueErrors errors)
    {
        if (domains is { Length: 0 })
            errors.Add(path, "is empty");

        foreach (var (i, domain) in (domains ?? []).Index())
        {
            if (domain is null || !domain.Contains('.') || domain.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.')) || Uri.CheckHostName(domain) != UriHostNameType.Dns)
                errors.Add($"{path}[{i}]", $"'{domain}' is not a domain of two labels or more");
        }
    }

    private static Uri? ReadSignatureAgent(string? text, string path, CatalogueErrors errors)
    {
        if (text is null || errors.ReadUrl(path, text) is not { } url)
            return null;

        if (url.Scheme == Uri.UriSchemeHttps && url.PathAndQuery == "/" && url.Fragment.Length == 0)
            return url;

        errors.Add(path, $"'{text}' is not an https origin");
        return null;
    }
}
