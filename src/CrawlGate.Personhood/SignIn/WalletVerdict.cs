namespace CrawlGate.Personhood;

/// <summary>What a register says about a wallet.</summary>
public abstract record WalletVerdict
{
    private WalletVerdict()
    {
    }

    /// <summary>A person's.</summary>
    /// <param name="Subject">
    /// Whom to count by, as <c>0x</c> hexadecimal: the register's name for the person where it has one, else the wallet's address.
    /// </param>
    public sealed record Yes(string Subject) : WalletVerdict;

    /// <summary>Not known for a person's.</summary>
    public sealed record No(string Reason) : WalletVerdict;

    /// <summary>The register could not be asked, or gave no sensible answer; never a yes.</summary>
    public sealed record Unavailable(string Detail) : WalletVerdict;
}
