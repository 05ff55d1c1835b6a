// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TestDollar} from "./TestDollar.sol";

/// Moves one unit less than was authorised, as a token with a transfer fee does, and says so in its event.
contract SkimmingDollar is TestDollar {
    constructor(string memory name_, string memory version_) TestDollar(name_, version_) {}

    function _transferAuthorized(address from, address to, uint256 value) internal override {
        super._transferAuthorized(from, to, value - 1);
    }
}
