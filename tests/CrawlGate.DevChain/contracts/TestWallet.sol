// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Signatures} from "./Signatures.sol";

/// A contract account (ERC-1271) that accepts what its owner's key signed.
contract TestWallet {
    address public immutable owner;

    constructor(address owner_) {
        owner = owner_;
    }

    function isValidSignature(bytes32 digest, bytes memory signature) external view returns (bytes4) {
        return Signatures.recover(digest, signature) == owner ? Signatures.ERC1271_MAGIC : bytes4(0xffffffff);
    }
}
