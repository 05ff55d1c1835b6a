namespace CrawlGate.AspNetCore;

/// <summary>What a wallet is asked to sign.</summary>
/// <param name="Source">Where it is known: a key of <see cref="PersonhoodOptions.Wallets"/>.</param>
/// <param name="Address">Its address.</param>
/// <param name="Text">The text, to the letter.</param>
internal sealed record WalletMessage(string Source, string Address, string Text);
