using System.Globalization;

namespace CrawlGate.Benchmarks;

/// <summary>The resident memory of another process, from <c>/proc</c>.</summary>
internal sealed class ProcessMemory(int processId)
{
    private readonly string _folder = $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Resident memory now, in MiB.</summary>
    public double Resident => Read("VmRSS:");

    /// <summary>The most that was resident since the last reset, in MiB.</summary>
    public double Peak => Read("VmHWM:");

    /// <summary>Makes the peak begin at what is resident now. Where the kernel does not let us, the peak since the start is an upper bound.</summary>
    public void ResetPeak()
    {
        try
        {
            File.WriteAllText(Path.Combine(_folder, "clear_refs"), "5");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.WriteLine($"   the peak cannot be reset: {exception.Message}");
        }
    }

    private double Read(string name)
    {
        var line = File.ReadLines(Path.Combine(_folder, "status")).First(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
    }
}
