namespace CrawlGate.Chaos;

/// <summary>The places where a gateway can die, by name.</summary>
internal static class KillPoints
{
    /// <summary>The steps of ledger and journal: each is a point before and one after.</summary>
    private static readonly string[] Steps =
    [
        "ledger.claim", "ledger.settling", "ledger.defer", "ledger.settled", "ledger.failed", "ledger.unknown", "ledger.requeue", "ledger.note",
        "ledger.release", "ledger.take-queued", "ledger.take-unresolved", "journal.add", "journal.replace",
    ];

    /// <summary>The points at which a gateway kills itself.</summary>
    public static IReadOnlyList<string> Inside { get; } = [.. Steps.SelectMany(step => (string[])[Before(step), After(step)])];

    /// <summary>The points at which the world around kills it.</summary>
    public static IReadOnlyList<string> Outside { get; } =
        [RpcSendBefore, RpcSendAfter, RpcReceipt, RpcCall, OriginRequest, OriginHeaders, ClientSent, ClientFirstByte, AtAnyTime, AtStart];

    /// <summary>A signed transaction is about to reach the node.</summary>
    public const string RpcSendBefore = "rpc.send.before";

    /// <summary>The node has it, and the gateway does not know.</summary>
    public const string RpcSendAfter = "rpc.send.after";

    /// <summary>A receipt is about to be answered.</summary>
    public const string RpcReceipt = "rpc.receipt";

    /// <summary>Any other call is about to be answered.</summary>
    public const string RpcCall = "rpc.call";

    /// <summary>The origin is asked for a page.</summary>
    public const string OriginRequest = "origin.request";

    /// <summary>The origin has sent its headers, and nothing of the page.</summary>
    public const string OriginHeaders = "origin.headers";

    /// <summary>A crawler has sent its payment.</summary>
    public const string ClientSent = "client.sent";

    /// <summary>A crawler has the first byte of a page.</summary>
    public const string ClientFirstByte = "client.first-byte";

    /// <summary>A moment that nobody chose.</summary>
    public const string AtAnyTime = "any-time";

    /// <summary>While it starts and takes up what the one before left.</summary>
    public const string AtStart = "start";

    /// <summary>Points that are only reached when somebody died at a certain point before: which, by point.</summary>
    public static IReadOnlyDictionary<string, string> Preludes { get; } = new Dictionary<string, string>
    {
        ["ledger.unknown.before"] = "ledger.settling.after",
        ["ledger.unknown.after"] = "ledger.settling.after",
        ["ledger.take-unresolved.after"] = "journal.add.after",
        ["ledger.requeue.before"] = "ledger.take-queued.after",
        ["ledger.requeue.after"] = "ledger.take-queued.after",
    };

    /// <summary>The point before a step.</summary>
    public static string Before(string step) => step + ".before";

    /// <summary>The point after a step.</summary>
    public static string After(string step) => step + ".after";
}
