using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>The secret that lets an operator ask the gate for its decisions. Only its digest is kept.</summary>
internal sealed class OperatorKey(string key)
{
    /// <summary>Fewer characters could be guessed.</summary>
    public const int MinLength = 16;

    private readonly byte[] _digest = SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Whether the request brings the key. Takes the same time however much of it is right.</summary>
    public bool IsBroughtBy(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(DecisionHeaders.Ask, out var values) || values is not [{ } value])
            return false;

        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(value)), _digest);
    }
}
