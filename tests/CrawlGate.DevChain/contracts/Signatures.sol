// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// Signature checks as strict as those of the stablecoins that crawlers pay with.
library Signatures {
    bytes4 internal constant ERC1271_MAGIC = 0x1626ba7e;

    // Half the order of secp256k1: the upper half holds the malleable twins.
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    /// An account with code is asked (ERC-1271) and nothing else counts; an account without code must have signed itself.
    function isValid(address signer, bytes32 digest, bytes memory signature) internal view returns (bool) {
        if (signer.code.length == 0) return signer != address(0) && recover(digest, signature) == signer;

        (bool answered, bytes memory result) = signer.staticcall(abi.encodeWithSelector(ERC1271_MAGIC, digest, signature));
        return answered && result.length >= 32 && abi.decode(result, (bytes32)) == bytes32(ERC1271_MAGIC);
    }

    /// The signer, or the zero address for anything but 65 bytes with a low s, a v of 27 or 28 and a public key behind it.
    function recover(bytes32 digest, bytes memory signature) internal pure returns (address) {
        if (signature.length != 65) return address(0);
        bytes32 r;
        bytes32 s;
        uint8 v;
        assembly ("memory-safe") {
            r := mload(add(signature, 32))
            s := mload(add(signature, 64))
            v := byte(0, mload(add(signature, 96)))
        }
        if (uint256(s) > HALF_ORDER || (v != 27 && v != 28)) return address(0);
        return ecrecover(digest, v, r, s);
    }
}
