using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>What the errors of World ID's contracts mean.</summary>
internal static class WorldIdReverts
{
    private const int SelectorLength = 10;

    /// <summary>
    /// A revert with data is the contract's no. Without data it may as well be a node that ran out of gas, and any other error object is
    /// the node's own trouble: then nobody said no.
    /// </summary>
    public static WorldIdVerdict Read(EthereumRpcException error)
    {
        if (error.RevertData is not { Length: >= SelectorLength } data)
            return new WorldIdVerdict.Unavailable($"The node could not run the verifier: {error.Message}");

        var selector = data[..SelectorLength].ToLowerInvariant();
        return Known(selector) is var (code, detail)
            ? new WorldIdVerdict.Refused(code, detail)
            : new WorldIdVerdict.Refused(WorldIdCodes.VerificationFailed, $"The verifier refused the proof with the error {selector}.");
    }

    private static (string Code, string Detail)? Known(string selector) => selector switch
    {
        "0x7fcdd1f4" => (WorldIdCodes.InvalidProof, "The proof does not verify."), // ProofInvalid()
        "0xa54f8e27" => (WorldIdCodes.InvalidPublicInput, "A public input is not in the scalar field."), // PublicInputNotInField()
        "0x9dd854d3" => (WorldIdCodes.InvalidRoot, "The root is none of the registry's."), // InvalidMerkleRoot()
        "0xf00ab3b4" => (WorldIdCodes.Expired, "The credential's expiry is too long ago."), // ExpirationTooOld()
        "0xc7eb504d" => (WorldIdCodes.IssuerUnregistered, "The issuer is not registered."), // UnregisteredIssuerSchemaId()
        "0x4a7f394f" => (WorldIdCodes.InvalidAction, "The action is of the wrong kind."), // InvalidAction()
        "0xddae3b71" => (WorldIdCodes.InvalidRoot, "The root is none of the identity manager's."), // NonExistentRoot()
        "0x3ae7359e" => (WorldIdCodes.InvalidRoot, "The root is too old."), // ExpiredRoot()
        "0x728ade92" or "0x4ac73bb8" => (WorldIdCodes.InvalidGroup, "The router does not serve the group."), // NoSuchGroup(uint256), GroupIsDisabled()
        _ => null,
    };
}
