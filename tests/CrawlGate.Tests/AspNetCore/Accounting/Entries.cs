using System.Buffers.Binary;
using System.Text;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using FsCheck;
using FsCheck.Fluent;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Ledger entries for tests of what is made of them.</summary>
internal static class Entries
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static readonly Address Payer = Address.Parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");

    public static readonly Address PayTo = Address.Parse("0x70997970c51812dc3a010c7d01b50e0d17dc79c8");

    private static readonly Address Usdc = Address.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");

    private static readonly Address Stranger = Address.Parse("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc");

    /// <summary>Any set of entries that a ledger may hold, hostile texts and amounts included.</summary>
    public static readonly Arbitrary<LedgerEntry[]> Any = Arb.From(
        (from state in Gen.Elements(Enum.GetValues<LedgerState>())
         from isDeferred in Gen.Elements(true, false)
         from amount in Gen.OneOf(
             Gen.Choose(1, 2_000_000).Select(number => (UInt256)(ulong)number),
             Gen.ArrayOf(Gen.Choose(0, 255).Select(number => (byte)number), 32).Select(bytes => new UInt256(bytes)))
         from nonce in Gen.Choose(0, int.MaxValue)
         from isKnown in Gen.Elements(true, true, false)
         from hours in Gen.Choose(0, 1000)
         from later in Gen.Choose(0, 1000)
         from resource in Text
         from detail in Text
         select Make(state, nonce) with
         {
             Key = new AuthorizationKey(84532, isKnown ? Usdc : Stranger, Payer, Nonce(nonce)),
             Amount = amount.IsZero ? 1 : amount,
             OpenedAt = Start.AddHours(hours),
             ChangedAt = Start.AddHours(hours + later),
             DeferredMicros = isDeferred && state != LedgerState.Claimed ? 1 : 0,
             Resource = resource,
             Detail = detail,
         }).ArrayOf());

    /// <summary>Texts full of what CSV and spreadsheets make something of.</summary>
    public static Gen<string> Text => Gen.Elements("", "=", "+", "-", "@", "\t", "\r", "\n", ",", "\"", "'", " ", "a", "é", "＝", "\r\n", "=HYPERLINK(\"http://evil\")", "GET https://site.example/page")
        .ArrayOf().Select(string.Concat);

    public static LedgerEntry Make(LedgerState state, int nonce = 1) => new()
    {
        Key = new AuthorizationKey(84532, Usdc, Payer, Nonce(nonce)),
        Fingerprint = Keccak256.HashData("fingerprint"u8),
        Resource = "GET https://site.example/page",
        PayTo = PayTo,
        Amount = 1000,
        ValidBefore = Start.AddMinutes(5),
        State = state,
        Version = 3,
        Owner = "first",
        OpenedAt = Start,
        ChangedAt = Start.AddSeconds(2),
        Attempts = 1,
        Request = Encoding.UTF8.GetBytes("""{"paymentPayload":{"signature":"0x5ec3e7"}}"""),
        Result = state switch
        {
            LedgerState.Settled => new SettleResponse { Success = true, Transaction = "0x" + new string('a', 64), Network = "eip155:84532" },
            LedgerState.Failed => SettleResponse.Failed("insufficient_funds", "eip155:84532", message: "the node's own words"),
            _ => null,
        },
    };

    public static async IAsyncEnumerable<LedgerEntry> Read(IEnumerable<LedgerEntry> entries)
    {
        await Task.CompletedTask;
        foreach (var entry in entries)
            yield return entry;
    }

    private static Bytes32 Nonce(int number)
    {
        var bytes = new byte[Bytes32.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return new Bytes32(bytes);
    }
}
