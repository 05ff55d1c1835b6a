using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace CrawlGate.AspNetCore;

/// <summary>
/// A response body that waits for settlement at its first write, flush or start and buffers nothing: once settled, bytes go
/// straight through; when settlement fails they are dropped and the response has not begun.
/// </summary>
internal sealed class HeldResponseBody : Stream, IHttpResponseBodyFeature
{
    private readonly IHttpResponseBodyFeature _inner;
    private readonly IHeldResponse _held;
    private PipeWriter? _writer;

    public HeldResponseBody(IHttpResponseBodyFeature inner, IHeldResponse held)
    {
        _inner = inner;
        _held = held;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    Stream IHttpResponseBodyFeature.Stream => this;

    PipeWriter IHttpResponseBodyFeature.Writer => _writer ??= PipeWriter.Create(this, new StreamPipeWriterOptions(leaveOpen: true));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (await _held.SettleAsync())
            await _inner.Stream.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (await _held.SettleAsync())
            await _inner.Stream.FlushAsync(cancellationToken);
    }

    // Kestrel refuses synchronous writes by default; a site that allows them pays with a blocked thread while the payment settles.
    public override void Write(byte[] buffer, int offset, int count)
    {
        if (_held.SettleAsync().GetAwaiter().GetResult())
            _inner.Stream.Write(buffer, offset, count);
    }

    public override void Flush()
    {
        if (_held.SettleAsync().GetAwaiter().GetResult())
            _inner.Stream.Flush();
    }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (await _held.SettleAsync())
            await _inner.StartAsync(cancellationToken);
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        if (_writer is not null)
            await _writer.FlushAsync(cancellationToken);
        if (await _held.SettleAsync())
            await _inner.SendFileAsync(path, offset, count, cancellationToken);
    }

    public async Task CompleteAsync()
    {
        await FlushPipeAsync();
        if (await _held.SettleAsync())
            await _inner.CompleteAsync();
    }

    public void DisableBuffering() => _inner.DisableBuffering();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Passes on what a handler wrote to the pipe without flushing it.</summary>
    internal async ValueTask FlushPipeAsync()
    {
        if (_writer is not null)
            await _writer.CompleteAsync();
    }
}
