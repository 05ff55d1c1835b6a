using System.Text;
using CrawlGate.Ethereum;

namespace CrawlGate.DevChain;

/// <summary>
/// ABI-encodes arguments by their .NET type: <see cref="Address"/>, <see cref="UInt256"/>, <see cref="Bytes32"/>, <see cref="byte"/>
/// (<c>uint8</c>), <see cref="string"/> and <c>byte[]</c> (<c>bytes</c>). Apart from the encoder that the tests test.
/// </summary>
public static class Abi
{
    private const int WordLength = 32;

    /// <summary>The arguments, head words first and the tails of <c>string</c> and <c>bytes</c> after.</summary>
    /// <exception cref="ArgumentException">An argument has another type.</exception>
    public static byte[] Encode(params ReadOnlySpan<object> arguments)
    {
        var head = new List<byte>();
        var tail = new List<byte>();
        foreach (var argument in arguments)
        {
            if (Dynamic(argument) is { } bytes)
            {
                head.AddRange(Word((UInt256)(ulong)((arguments.Length * WordLength) + tail.Count)));
                tail.AddRange(Word((UInt256)(ulong)bytes.Length));
                tail.AddRange(bytes);
                tail.AddRange(new byte[(WordLength - (bytes.Length % WordLength)) % WordLength]);
            }
            else
            {
                head.AddRange(Word(argument));
            }
        }

        return [.. head, .. tail];
    }

    private static byte[]? Dynamic(object argument) => argument switch
    {
        string text => Encoding.UTF8.GetBytes(text),
        byte[] bytes => bytes,
        _ => null,
    };

    private static byte[] Word(object argument)
    {
        var word = new byte[WordLength];
        switch (argument)
        {
            case Address address:
                address.WriteTo(word.AsSpan(WordLength - Address.Length));
                break;
            case UInt256 number:
                number.WriteTo(word);
                break;
            case Bytes32 value:
                value.WriteTo(word);
                break;
            case byte small:
                word[^1] = small;
                break;
            default:
                throw new ArgumentException($"{argument.GetType()} has no ABI encoding here.", nameof(argument));
        }

        return word;
    }
}
