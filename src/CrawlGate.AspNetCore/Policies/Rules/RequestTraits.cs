using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>
/// What rules can ask of a request but for names and paths, one bit each, so that a condition is one comparison. Every request has
/// exactly one bit of each group; a condition has those it accepts.
/// </summary>
internal static class RequestTraits
{
    private const int Purpose = 0;
    private const int NoPurpose = Identity - 1;
    private const int Identity = 24;
    private const int Kind = 32;
    private const int Verification = 40;
    private const int NoVerification = Method - 1;
    private const int Method = 48;
    private const int OtherMethod = 63;

    /// <summary>The methods that a rule can name.</summary>
    public static IReadOnlyList<string> Methods { get; } = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    /// <summary>Every trait, for people: the part of a condition that it belongs to, its name and its bit.</summary>
    public static IReadOnlyList<(string Part, string Name, ulong Bit)> Named { get; } =
    [
        .. Enum.GetValues<CrawlerPurpose>().Select(value => (nameof(Purpose), SettingName.Of(value), Of(value))),
        (nameof(Purpose), "none", Bit(NoPurpose)),
        .. Enum.GetValues<IdentityVerdict>().Select(value => (nameof(Identity), SettingName.Of(value), Of(value))),
        .. Enum.GetValues<ClientKind>().Select(value => (nameof(Kind), SettingName.Of(value), Of(value))),
        .. Enum.GetValues<VerificationMethod>().Select(value => (nameof(Verification), SettingName.Of(value), Of(value))),
        (nameof(Verification), "none", Bit(NoVerification)),
        .. Methods.Select(method => (nameof(Method), method, Bit(Index(method)))),
        (nameof(Method), "another", Bit(OtherMethod)),
    ];

    public static ulong Of(string method, RequestClassification who) =>
        Bit(who.Crawler is { } crawler ? Purpose + (int)crawler.Purpose : NoPurpose)
        | Of(who.Identity)
        | Of(who.Kind)
        | Bit(MethodOf(who) is { } verification ? Verification + (int)verification : NoVerification)
        | Bit(Index(method));

    public static ulong Of(CrawlerPurpose purpose) => Bit(Purpose + (int)purpose);

    public static ulong Of(IdentityVerdict identity) => Bit(Identity + (int)identity);

    public static ulong Of(ClientKind kind) => Bit(Kind + (int)kind);

    public static ulong Of(VerificationMethod verification) => Bit(Verification + (int)verification);

    /// <summary>The bits of one of <see cref="Methods"/>. GET stands for HEAD too, which must never be a way around what GET meets.</summary>
    public static ulong OfMethod(string method) => Bit(Index(method)) | (HttpMethods.IsGet(method) ? Bit(Index(HttpMethods.Head)) : 0);

    /// <summary>What a condition accepts that accepts these: all bits of a group of which it names none.</summary>
    public static ulong Accepting(ulong named)
    {
        var accepted = named;
        ReadOnlySpan<int> starts = [Purpose, Identity, Kind, Verification, Method, 64];
        for (var i = 0; i < starts.Length - 1; i++)
        {
            var group = BitsBelow(starts[i + 1]) & ~BitsBelow(starts[i]);
            if ((named & group) == 0)
                accepted |= group;
        }

        return accepted;
    }

    private static ulong BitsBelow(int index) => index == 64 ? ulong.MaxValue : Bit(index) - 1;

    private static ulong Bit(int index) => 1UL << index;

    private static int Index(string method) =>
        HttpMethods.IsGet(method) ? Method
        : HttpMethods.IsHead(method) ? Method + 1
        : HttpMethods.IsPost(method) ? Method + 2
        : HttpMethods.IsPut(method) ? Method + 3
        : HttpMethods.IsPatch(method) ? Method + 4
        : HttpMethods.IsDelete(method) ? Method + 5
        : HttpMethods.IsOptions(method) ? Method + 6
        : OtherMethod;

    // As RequestClassification.Method, which enumerates through an interface and so allocates.
    private static VerificationMethod? MethodOf(RequestClassification who)
    {
        if (who.Identity != IdentityVerdict.Verified)
            return null;

        for (var i = 0; i < who.Evidence.Count; i++)
        {
            if (who.Evidence[i] is { Outcome: SignalOutcome.Confirms } proof)
                return proof.Method;
        }

        return null;
    }
}
