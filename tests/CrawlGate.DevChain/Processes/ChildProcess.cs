using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CrawlGate.DevChain;

/// <summary>A program started by the tests: its output is kept, and it ends with its owner, at the latest with this process.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Process? _watchdog;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<string> _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _marker;
    private int _disposed;

    private ChildProcess(ProcessStartInfo start, string marker)
    {
        _marker = marker;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;
        Start(_process);
        Id = _process.Id;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _watchdog = StartWatchdog(Id);
    }

    public int Id { get; }

    /// <summary>Everything written to standard output and error so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts a program and waits until it writes a line with a marker in it; answers the rest of that line.</summary>
    /// <exception cref="InvalidOperationException">It ended first or stayed silent; the message holds its output.</exception>
    public static async Task<(ChildProcess Process, string Line)> StartAsync(
        ProcessStartInfo start, string marker, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var child = new ChildProcess(start, marker);
        try
        {
            _ = child._process.WaitForExitAsync(CancellationToken.None).ContinueWith(
                _ => child._awaited.TrySetException(child.Failure("ended early")), TaskScheduler.Default);
            return (child, await child._awaited.Task.WaitAsync(timeout, cancellationToken));
        }
        catch (Exception exception)
        {
            await child.DisposeAsync();
            if (exception is TimeoutException)
                throw child.Failure($"did not write '{marker}' within {timeout}");
            throw;
        }
    }

    /// <summary>Runs a program to its end and answers its standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed or could not be started; the message holds what it wrote.</exception>
    public static async Task<string> RunAsync(ProcessStartInfo start, string input, CancellationToken cancellationToken)
    {
        Prepare(start);
        start.RedirectStandardInput = true;
        using var process = new Process { StartInfo = start };
        Start(process);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"{Describe(start)} failed with {process.ExitCode}:\n{await error}{await output}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Stops or continues the process where it stands, as a node that hangs.</summary>
    /// <exception cref="PlatformNotSupportedException">Windows has no such signals.</exception>
    public async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("Only Unix can pause a process.");

        await RunAsync(Shell($"kill -{signal} {Id.ToString(CultureInfo.InvariantCulture)}"), "", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        // The watchdog first: it must not find the process id in somebody else's hands.
        foreach (var process in (Process?[])[_watchdog, _process])
        {
            if (process is null)
                continue;

            if (!process.HasExited)
                process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static void Start(Process process)
    {
        Prepare(process.StartInfo);
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException(
                $"'{process.StartInfo.FileName}' could not be started ({exception.Message}). The tests need Node.js 20 or newer with npm.", exception);
        }
    }

    private static void Prepare(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
    }

    // Its standard input is a pipe that the system closes when this process dies, however it dies.
    private static Process? StartWatchdog(int processId)
    {
        if (OperatingSystem.IsWindows())
            return null;

        var start = Shell($"read _; kill -9 {processId.ToString(CultureInfo.InvariantCulture)}");
        start.RedirectStandardInput = true;
        var watchdog = new Process { StartInfo = start };
        Start(watchdog);
        return watchdog;
    }

    private static ProcessStartInfo Shell(string command) => new("/bin/sh", ["-c", command]);

    private static string Describe(ProcessStartInfo start) => $"{Path.GetFileName(start.FileName)} {string.Join(' ', start.ArgumentList)}";

    private InvalidOperationException Failure(string what) => new($"{Describe(_process.StartInfo)} {what}:\n{Output}");

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;

        lock (_output)
            _output.AppendLine(line.Data);
        if (line.Data.IndexOf(_marker, StringComparison.Ordinal) is >= 0 and var at)
            _awaited.TrySetResult(line.Data[(at + _marker.Length)..]);
    }
}
