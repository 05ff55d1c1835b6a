using System.Diagnostics;
using System.Globalization;
using CrawlGate.DevChain;

namespace CrawlGate.Chaos;

/// <summary>One gateway in a process of its own.</summary>
internal sealed class GatewayProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly TaskCompletionSource<Uri> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GatewayProcess(Process process, StreamWriter log) => (_process, _log) = (process, log);

    public int Id { get; private set; }

    /// <summary>Where it listens, once it does; fails when it ends before.</summary>
    public Task<Uri> Url => _url.Task;

    /// <summary>Ends when the process has.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    public bool IsAlive => !Ended.IsCompleted;

    /// <summary>Starts it and does not wait.</summary>
    /// <param name="config">Its configuration.</param>
    /// <param name="logFile">Takes what it writes, after what those before it wrote.</param>
    /// <param name="fuse">Where it is to die, as <c>POINT COUNT</c>; null to live.</param>
    public static GatewayProcess Start(string config, string logFile, string? fuse)
    {
        var start = new ProcessStartInfo("dotnet", [
            Program, "gateway", "--config", config, "--urls", "http://127.0.0.1:0",
            "--Logging:LogLevel:Default", "Warning", "--Logging:LogLevel:CrawlGate", "Information", "--Logging:LogLevel:Yarp", "Error"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[GatewayRole.FuseVariable] = fuse ?? "";
        // It lives for a second or two: code that starts fast is worth more than code that runs fast.
        start.Environment["DOTNET_TieredPGO"] = "0";
        var gateway = new GatewayProcess(new Process { StartInfo = start }, new StreamWriter(logFile, append: true) { AutoFlush = true });
        gateway.Run();
        return gateway;
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It was quicker.
        }
    }

    /// <summary>Sends a line to its standard input; nobody may be there to read it.</summary>
    public void Tell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
        }
    }

    /// <summary>Sends a signal, like <c>STOP</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        if (IsAlive)
            await ChildProcess.RunAsync(new ProcessStartInfo("/bin/sh", ["-c", $"kill -{signal} {Id.ToString(CultureInfo.InvariantCulture)} || true"]), "", CancellationToken.None);
    }

    /// <summary>Ends it in order; killed when that takes long.</summary>
    /// <returns>Whether it ended in order.</returns>
    public async Task<bool> StopAsync(TimeSpan limit)
    {
        _process.StandardInput.Close();
        await Ended.WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var inOrder = Ended.IsCompleted;
        Kill();
        await Ended;
        return inOrder;
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    // The copy of this program with its own runtime configuration; in a test run this assembly lies among those of the test.
    private static string Program
    {
        get
        {
            var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}") ? "Debug" : "Release";
            return RepositoryRoot.Combine("tests", "CrawlGate.Chaos", "bin", configuration, "net10.0", "CrawlGate.Chaos.dll");
        }
    }

    private void Run()
    {
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;
        _process.Start();
        Id = _process.Id;
        Log($"--- started, pid {Id.ToString(CultureInfo.InvariantCulture)}");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Ended = WaitAsync();
        _ = ExpireAsync();
    }

    private async Task WaitAsync()
    {
        await _process.WaitForExitAsync();
        Log("--- ended");
        _url.TrySetException(new InvalidOperationException($"The gateway ended before it listened; see {((FileStream)_log.BaseStream).Name}."));
        // Nobody may have asked.
        _ = _url.Task.Exception;
        await _log.DisposeAsync();
    }

    private async Task ExpireAsync()
    {
        await Task.WhenAny(_url.Task, Task.Delay(StartLimit));
        _url.TrySetException(new TimeoutException($"The gateway does not listen after {StartLimit}."));
        _ = _url.Task.Exception;
    }

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        if (line.Data.StartsWith(GatewayRole.Announcement, StringComparison.Ordinal))
            _url.TrySetResult(new Uri(line.Data[GatewayRole.Announcement.Length..]));
        Log(line.Data);
    }

    private void Log(string line)
    {
        try
        {
            lock (_log)
                _log.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line}");
        }
        catch (ObjectDisposedException)
        {
        }
    }
}
