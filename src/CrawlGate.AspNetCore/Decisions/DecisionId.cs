namespace CrawlGate.AspNetCore;

/// <summary>The name of one decision: what a visitor quotes and an operator finds in the log.</summary>
internal readonly record struct DecisionId(ulong Value)
{
    /// <summary>How long the text is: 64 bits, five to a character.</summary>
    public const int Length = 13;

    // Digits and letters that are not mistaken for each other when read aloud or copied by hand.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public bool IsNone => Value == 0;

    /// <summary>Reads what <see cref="ToString"/> writes; none for anything else.</summary>
    public static DecisionId Parse(ReadOnlySpan<char> text)
    {
        var value = 0UL;
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0 || text.Length != Length || value >> 59 != 0)
                return default;
            value = (value << 5) | (uint)digit;
        }

        return new DecisionId(value);
    }

    public override string ToString() => string.Create(Length, Value, static (text, value) =>
    {
        for (var i = Length - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(value & 31)];
            value >>= 5;
        }
    });
}
