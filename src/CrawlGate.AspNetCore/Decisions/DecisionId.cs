namespace CrawlGate.AspNetCore;

/// <summary>The name of one decision: what a visitor quotes and an operator finds in the log.</summary>
internal readonly record struct DecisionId(ulong Value)
{
    /// <summary>How long the text is: 64 bits, five to a character.</summary>
    public const int Length = 13;

    // Digits and letters that are not mistaken for each other when read aloud or copied by hand.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public bool IsNone => Value == 0;

    public override string ToString() => string.Create(Length, Value, static (text, value) =>
    {
        for (var i = Length - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(value & 31)];
            value >>= 5;
        }
    });
}
