namespace CrawlGate.Client;

/// <summary>Why a request came back without having been paid for, or unserved although it was.</summary>
/// <param name="Reason">The kind of reason.</param>
/// <param name="Message">A sentence for people. May quote the server, shortened and without control characters.</param>
public sealed record PaymentRefusal(PaymentRefusalReason Reason, string Message);

/// <summary>The kinds of <see cref="PaymentRefusal"/>, from the first obstacle on the way to a paid answer to the last.</summary>
public enum PaymentRefusalReason
{
    /// <summary>No offer has a scheme, network and payment flow that this client pays with.</summary>
    NoUsableOffer,

    /// <summary>The token is not one that this client pays with.</summary>
    UnknownAsset,

    /// <summary>The offer calls a token by another EIP-712 name or version than the token has, so a payment would fail or mislead.</summary>
    AssetMismatch,

    /// <summary>The price is above <see cref="PaymentOptions.MaxPerRequest"/>.</summary>
    AboveMaxPerRequest,

    /// <summary>The price is more than what is left of <see cref="PaymentOptions.MaxTotal"/>.</summary>
    AboveMaxTotal,

    /// <summary>The request's body cannot be sent a second time.</summary>
    BodyNotReplayable,

    /// <summary>The server was paid and still asks for payment. It is not paid twice.</summary>
    Rejected,

    /// <summary>
    /// A payment is with the server and what became of it is not known. Sending the request again sends the same payment again
    /// while that is valid, so it cannot be paid twice.
    /// </summary>
    Unresolved,
}
