using System.Net;
using System.Text;
using CrawlGate.AspNetCore;
using CrawlGate.Gateway;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrawlGate.Cli;

/// <summary>
/// The gateway as its program builds it, with its server, routing and services, but behind no port, with none of its background
/// work, and with a question in the place of the gate and the proxy. Nothing is sent anywhere.
/// </summary>
internal sealed class OfflineGateway : IAsyncDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);

    private readonly MemoryTransport _transport;
    private readonly WebApplication _app;
    private readonly Questions _questions;

    private OfflineGateway(WebApplication app, MemoryTransport transport, Questions questions) => (_app, _transport, _questions) = (app, transport, questions);

    /// <summary>The gateway's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>What the gateway goes by.</summary>
    public GateSnapshot Gate => Services.GetRequiredService<CurrentGate>().Snapshot;

    /// <summary>The gateway's options.</summary>
    public CrawlGateOptions Options => Services.GetRequiredService<IOptions<CrawlGateOptions>>().Value;

    /// <summary>Builds the gateway of a configuration file, or says everything that keeps it from starting.</summary>
    /// <param name="file">The configuration file.</param>
    /// <param name="settings">Settings that take precedence, as on the gateway's command line: <c>--Key value</c>.</param>
    public static async Task<(OfflineGateway? Gateway, IReadOnlyList<string> Errors)> StartAsync(string file, params IReadOnlyList<string> settings)
    {
        var (transport, questions) = (new MemoryTransport(), new Questions());
        WebApplication? app = null;
        try
        {
            if (!GatewayHost.TryBuild(["--config", file, .. settings], Isolate, app => app.Use(_ => questions.AskAsync), out app, out var errors))
                return (null, errors);

            await app.StartAsync();
            return (new OfflineGateway(app, transport, questions), []);
        }
        catch (Exception exception)
        {
            // Whatever a start throws, such as what the proxy thinks of a route, would have ended the gateway.
            if (app is not null)
                await app.DisposeAsync();
            return (null, [.. Messages(exception)]);
        }

        void Isolate(WebApplicationBuilder builder)
        {
            builder.Logging.ClearProviders();
            builder.Services.RemoveAll<IHostedService>();
            // The gateway's own would be created, and what its journal has open would be broadcast once more.
            builder.Services.AddSingleton<IPaymentLedger>(services => new MemoryPaymentLedger(services.GetRequiredService<TimeProvider>(), services.GetRequiredService<LedgerSettings>()));
            builder.Services.AddSingleton<ISettlementJournal, MemorySettlementJournal>();
            builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
            builder.Services.AddSingleton<IServer>(services =>
            {
                var options = new KestrelServerOptions { ApplicationServices = services };
                options.Listen(IPAddress.Loopback, 80, listen => listen.Protocols = HttpProtocols.Http1);
                return new KestrelServer(Microsoft.Extensions.Options.Options.Create(options), transport, services.GetRequiredService<ILoggerFactory>());
            });
        }
    }

    /// <summary>
    /// Sends a request through the server and the routes to <paramref name="question"/>, which has the request's context.
    /// </summary>
    /// <returns>Null when the question was reached; else the status line with which the server refused the request before that.</returns>
    public async Task<string?> AskAsync(AskedRequest request, Func<HttpContext, Task> question)
    {
        using var deadline = new CancellationTokenSource(AnswerLimit);
        var reached = _questions.Expect(question);
        var connection = _transport.Connect(request.Peer, request.IsHttps);
        await connection.Output.WriteAsync(request.ToBytes(new Uri(Options.PublicUrl!).Authority), deadline.Token);
        var head = await ReadHeadAsync(connection.Input, deadline.Token);
        await connection.Output.CompleteAsync();
        await connection.Input.CompleteAsync();
        if (!reached.IsCompleted)
            return head.Split("\r\n")[0] is { Length: > 9 } line ? line[9..] : "no answer";

        await reached;
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<string> ReadHeadAsync(System.IO.Pipelines.PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var text = Encoding.Latin1.GetString(result.Buffer);
            if (result.IsCompleted || text.Contains("\r\n\r\n", StringComparison.Ordinal))
                return text;
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static IEnumerable<string> Messages(Exception exception) => exception switch
    {
        OptionsValidationException invalid => invalid.Failures,
        AggregateException many => many.InnerExceptions.SelectMany(Messages),
        { InnerException: AggregateException inner } => Messages(inner),
        _ => [exception.Message],
    };

    /// <summary>Stands where the gate does.</summary>
    private sealed class Questions
    {
        private Func<HttpContext, Task> _question = _ => Task.CompletedTask;
        private TaskCompletionSource _reached = new();

        public Task Expect(Func<HttpContext, Task> question)
        {
            (_question, _reached) = (question, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return _reached.Task;
        }

        public async Task AskAsync(HttpContext context)
        {
            try
            {
                await _question(context);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                _reached.SetResult();
            }
            catch (Exception exception)
            {
                _reached.SetException(exception);
            }
        }
    }

    /// <summary>The tool ends when it is done, not when the gateway would.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
