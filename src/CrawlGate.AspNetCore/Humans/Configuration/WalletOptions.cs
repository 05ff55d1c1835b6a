namespace CrawlGate.AspNetCore;

/// <summary>A contract that knows which wallets are people's.</summary>
public sealed class WalletOptions
{
    /// <summary>A known source: <c>human-passport</c>, <c>proof-of-humanity</c>, <c>world-address-book</c> or <c>coinbase</c>; or null and the settings below.</summary>
    public string? Preset { get; set; }

    /// <summary>JSON-RPC URLs of the contract's network.</summary>
    public List<string> Rpc { get; set; } = [];

    /// <summary>The chain of the contract, that wallets sign for.</summary>
    public ulong ChainId { get; set; }

    /// <summary>The contract that is asked.</summary>
    public string? Contract { get; set; }

    /// <summary>The call: a function with one address as its argument, like <c>isHuman(address)</c>.</summary>
    public string? Function { get; set; }

    /// <summary>When it means yes: <c>true</c>, <c>after-now</c>, <c>not-zero</c>, or a least number like <c>200000</c>.</summary>
    public string? Rule { get; set; }

    /// <summary>Whether a call that reverts means no, instead of a failure.</summary>
    public bool RevertMeansNo { get; set; }

    /// <summary>What the source is called on the page.</summary>
    public string? Name { get; set; }

    /// <summary><c>low</c>, <c>medium</c> or <c>high</c>.</summary>
    public string Level { get; set; } = "medium";
}
