namespace CrawlGate.Ethereum;

/// <summary>EIP-712 hashing: domain separators and digests, without allocation where a payment is verified.</summary>
public static class Eip712
{
    /// <summary>keccak256(<c>0x1901</c> ‖ domainSeparator ‖ structHash).</summary>
    public static Bytes32 Digest(Bytes32 domainSeparator, Bytes32 structHash) => throw new NotImplementedException();

    /// <summary>The separator of a domain with name, version, chain id and verifying contract.</summary>
    public static Bytes32 DomainSeparator(string name, string version, ulong chainId, Address verifyingContract) => throw new NotImplementedException();
}
