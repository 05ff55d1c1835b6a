using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>
/// The latest payments whose money moved or may have moved. Asking for their outcome again needs no gas, and a limit on gas must not
/// keep it from those who have to know.
/// </summary>
internal sealed class BegunSettlements(int capacity = 1 << 14)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Digest> _known = [];
    private readonly Queue<Digest> _order = new();

    public bool Contains(PaymentPayload payment)
    {
        var digest = Digest.Of(payment);
        lock (_lock)
            return _known.Contains(digest);
    }

    public void Add(PaymentPayload payment)
    {
        var digest = Digest.Of(payment);
        lock (_lock)
        {
            if (!_known.Add(digest))
                return;

            _order.Enqueue(digest);
            if (_order.Count > capacity)
                _known.Remove(_order.Dequeue());
        }
    }

    private readonly record struct Digest(UInt128 High, UInt128 Low)
    {
        public static Digest Of(PaymentPayload payment)
        {
            Span<UInt128> parts = stackalloc UInt128[2];
            SHA256.HashData(JsonMarshal.GetRawUtf8Value(payment.Payload), MemoryMarshal.AsBytes(parts));
            return new Digest(parts[0], parts[1]);
        }
    }
}
