using System.Globalization;

namespace CrawlGate.Personhood;

/// <summary>A relying party of World ID 4.0, written <c>rp_</c> and sixteen lower-case hexadecimal digits.</summary>
/// <param name="Value">The number that contracts and circuits know it by.</param>
public readonly record struct WorldIdRpId(ulong Value)
{
    private const string Prefix = "rp_";

    private const int Digits = 16;

    /// <summary>Reads the written form; nothing else is accepted.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out WorldIdRpId rpId)
    {
        rpId = default;
        if (!text.StartsWith(Prefix) || text.Length != Prefix.Length + Digits || text[Prefix.Length..].ContainsAnyInRange('A', 'F'))
            return false;

        var ok = ulong.TryParse(text[Prefix.Length..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        rpId = new WorldIdRpId(value);
        return ok;
    }

    /// <summary>The written form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Value:x16}");
}
