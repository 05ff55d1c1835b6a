using System.Text.Encodings.Web;
using System.Text.Json;

namespace CrawlGate.Benchmarks;

/// <summary>The report: JSON that keeps the last result of each suite, and a page made of it.</summary>
internal static class ReportFile
{
    public const string PageName = "report.md";

    private const string DataName = "report.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Replaces a suite's section.</summary>
    public static async Task UpdateAsync(string folder, Section section)
    {
        Directory.CreateDirectory(folder);
        var data = Path.Combine(folder, DataName);
        var sections = File.Exists(data) ? JsonSerializer.Deserialize<List<Section>>(await File.ReadAllBytesAsync(data), Json)! : [];
        sections.RemoveAll(old => old.Name == section.Name);
        sections.Add(section);
        sections.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        await File.WriteAllTextAsync(data, JsonSerializer.Serialize(sections, Json) + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, PageName), ReportPage.Render(sections));
    }
}
