namespace CrawlGate.WebBotAuth;

/// <summary>How much of a structured field is read; more is malformed. Genuine signatures need a small part of it.</summary>
internal static class FieldLimits
{
    /// <summary>Characters of one field, its lines together.</summary>
    public const int Length = 8 * 1024;

    /// <summary>Members of a dictionary.</summary>
    public const int Members = 16;

    /// <summary>Items of an inner list, the covered components of a signature.</summary>
    public const int Items = 32;

    /// <summary>Parameters of an item or inner list.</summary>
    public const int Parameters = 16;
}
