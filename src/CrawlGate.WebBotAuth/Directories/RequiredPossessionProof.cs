namespace CrawlGate.WebBotAuth;

/// <summary>
/// What a key directory must prove of each key before the key is used: signatures on its response, made by the keys themselves
/// (draft-ietf-webbotauth-httpsig-protocol, "Possession Proof on the Directory Response"). They show that the keys' holder listed them
/// there, so that nobody can list another's keys as their own. The drafts recommend them and let a verifier do without.
/// </summary>
public enum RequiredPossessionProof
{
    /// <summary>
    /// A signature over <c>"@authority";req</c> and <c>content-digest</c>, and a digest that fits the body: what the current drafts
    /// describe.
    /// </summary>
    AuthorityAndContent,

    /// <summary>
    /// A signature over <c>"@authority";req</c>; the content's digest may be covered and then must fit. Earlier drafts asked for no more,
    /// and directories in the field commonly sign just this.
    /// </summary>
    Authority,

    /// <summary>None: that the directory lists a key, over TLS, is enough, as the drafts permit for a directory one reads oneself.</summary>
    None,
}
