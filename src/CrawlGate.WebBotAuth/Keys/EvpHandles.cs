using System.Runtime.InteropServices;

namespace CrawlGate.WebBotAuth;

/// <summary>An <c>EVP_PKEY</c>.</summary>
internal sealed class EvpKey : SafeHandle
{
    private readonly OpenSsl _library;

    public EvpKey(OpenSsl library, nint key)
        : base(0, ownsHandle: true)
    {
        _library = library;
        SetHandle(key);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _library.FreeKey(handle);
        return true;
    }
}

/// <summary>An <c>EVP_MD_CTX</c>; for one thread at a time.</summary>
internal sealed class EvpContext : SafeHandle
{
    private readonly OpenSsl _library;

    public EvpContext(OpenSsl library, nint context)
        : base(0, ownsHandle: true)
    {
        _library = library;
        SetHandle(context);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _library.FreeContext(handle);
        return true;
    }
}

/// <summary>Keeps a handle from being freed while native code works with it.</summary>
internal readonly ref struct EvpLease
{
    private readonly SafeHandle _owner;
    private readonly bool _held;

    public EvpLease(SafeHandle owner)
    {
        _owner = owner;
        owner.DangerousAddRef(ref _held);
    }

    public nint Handle => _owner.DangerousGetHandle();

    public void Dispose()
    {
        if (_held)
            _owner.DangerousRelease();
    }
}
