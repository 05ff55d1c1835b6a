using System.Globalization;

namespace CrawlGate.Benchmarks;

/// <summary>A figure with a target.</summary>
/// <param name="Name">What it says.</param>
/// <param name="Value">Its value: a ratio of two medians, or one median.</param>
/// <param name="Unit"><c>x</c> for a ratio, else the unit.</param>
/// <param name="AtLeast">Whether the target is a lower bound.</param>
/// <param name="Target">The bound.</param>
internal sealed record Figure(string Name, double Value, string Unit, bool AtLeast, double Target)
{
    /// <summary>Whether the target is met.</summary>
    public bool IsMet => AtLeast ? Value >= Target : Value <= Target;

    /// <summary>The value and its target in words.</summary>
    public string Text => $"{Format(Value)} {Unit} (target {TargetText})";

    /// <summary>The target in words.</summary>
    public string TargetText => $"{(AtLeast ? "≥" : "≤")} {Target.ToString(CultureInfo.InvariantCulture)} {Unit}";

    /// <summary>One median over another.</summary>
    public static Figure Ratio(string name, Series value, Series basis, bool atLeast, double target) =>
        new(name, value.Median / basis.Median, "x", atLeast, target);

    /// <summary>Three decimals for what is small, none for what is large.</summary>
    public static string Format(double value) =>
        value.ToString(Math.Abs(value) switch { < 10 => "0.000", < 1000 => "0.0", _ => "0" }, CultureInfo.InvariantCulture);
}
