using System.Globalization;
using System.Text;

namespace CrawlGate.Ethereum;

/// <summary>Texts that people sign with their wallets (<c>personal_sign</c>, EIP-191 version 0x45).</summary>
public static class PersonalMessage
{
    /// <summary>What a wallet signs for a message: <c>keccak256("\x19Ethereum Signed Message:\n" ‖ length ‖ message)</c>.</summary>
    public static Bytes32 Digest(ReadOnlySpan<byte> message)
    {
        var prefix = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\u0019Ethereum Signed Message:\n{message.Length}"));
        return Keccak256.HashData([.. prefix, .. message]);
    }

    /// <summary>The digest of a text in UTF-8.</summary>
    public static Bytes32 Digest(string message) => Digest(Encoding.UTF8.GetBytes(message));
}
