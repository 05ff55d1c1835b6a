using System.Diagnostics.CodeAnalysis;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// A read of a contract with the wallet's address in it, written as <c>0x</c> hexadecimal calldata where <c>{address}</c> stands for
/// the address as a word of 32 bytes, such as <c>0x2bc91fed{address}</c>.
/// </summary>
public sealed record WalletCall
{
    private const string Placeholder = "{address}";
    private const int WordDigits = 2 * Bytes32.Length;
    private const int MaxLength = 1024;

    private readonly string _template;

    private WalletCall(Address contract, string template) => (Contract, _template) = (contract, template);

    /// <summary>The contract.</summary>
    public Address Contract { get; }

    /// <summary>A function that takes the wallet's address alone, by its canonical signature like <c>isHuman(address)</c>.</summary>
    public static WalletCall Of(Address contract, string signature) => new(contract, Hex.Encode(AbiSelector.Of(signature)) + Placeholder);

    /// <summary>Reads a template: a selector and whole words, the address among them.</summary>
    public static bool TryParse(Address contract, string template, [NotNullWhen(true)] out WalletCall? call)
    {
        call = null;
        if (template.Length > MaxLength || !template.Contains(Placeholder, StringComparison.Ordinal))
            return false;

        var filled = Fill(template, default);
        if (!Hex.TryDecode(filled, out byte[] bytes) || bytes.Length % Bytes32.Length != AbiSelector.Length)
            return false;

        call = new WalletCall(contract, template);
        return true;
    }

    /// <summary>The calldata for a wallet.</summary>
    public byte[] For(Address wallet) => Hex.Decode(Fill(_template, wallet));

    private static string Fill(string template, Address wallet) =>
        template.Replace(Placeholder, Convert.ToHexStringLower(wallet.ToArray()).PadLeft(WordDigits, '0'), StringComparison.Ordinal);
}
