// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// A register of agents that anybody may write to; the reading side is that of World's AgentBook.
contract AgentBook {
    mapping(address agent => uint256 humanId) public lookupHuman;

    function register(address agent, uint256 humanId) external {
        lookupHuman[agent] = humanId;
    }
}
