// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// Stands where World ID's verifier, router and registries stand. It verifies nothing: it accepts, or reverts with what it was told to,
/// and its registries answer what they were given. Times are compared as the real verifier compares them.
contract WorldIdStub {
    error ExpirationTooOld();

    bytes public revertData;
    bytes public answer;
    uint256 public getMinExpirationThreshold;
    mapping(uint256 => bool) public isValidRoot;
    mapping(uint256 => uint256[2]) private issuerKeys;
    mapping(uint256 => uint256[2]) private oprfKeys;

    function setRevert(bytes calldata data) external {
        revertData = data;
    }

    function setAnswer(bytes calldata data) external {
        answer = data;
    }

    function setRoot(uint256 root, uint256 valid) external {
        isValidRoot[root] = valid != 0;
    }

    function setThreshold(uint256 threshold) external {
        getMinExpirationThreshold = threshold;
    }

    function setIssuerKey(uint256 issuer, uint256 x, uint256 y) external {
        issuerKeys[issuer] = [x, y];
    }

    function setOprfKey(uint256 rp, uint256 x, uint256 y) external {
        oprfKeys[rp] = [x, y];
    }

    function getWorldIDRegistry() external view returns (address) {
        return address(this);
    }

    function getCredentialSchemaIssuerRegistry() external view returns (address) {
        return address(this);
    }

    function getOprfKeyRegistry() external view returns (address) {
        return address(this);
    }

    function getTreeDepth() external pure returns (uint256) {
        return 30;
    }

    function issuerSchemaIdToPubkey(uint64 issuer) external view returns (uint256, uint256) {
        return (issuerKeys[issuer][0], issuerKeys[issuer][1]);
    }

    function getOprfPublicKey(uint160 rp) external view returns (uint256, uint256) {
        return (oprfKeys[rp][0], oprfKeys[rp][1]);
    }

    function verify(
        uint256,
        uint256,
        uint64,
        uint256,
        uint256,
        uint64 expiresAtMin,
        uint64,
        uint256,
        uint256[5] calldata proof
    ) external view {
        if (getMinExpirationThreshold != 0 && expiresAtMin + getMinExpirationThreshold < block.timestamp) revert ExpirationTooOld();
        _decide(proof[4]);
    }

    function verifySession(
        uint64,
        uint256,
        uint256,
        uint64,
        uint64,
        uint256,
        uint256,
        uint256[2] calldata,
        uint256[5] calldata proof
    ) external view {
        _decide(proof[4]);
    }

    function verifyProof(uint256 root, uint256 group, uint256, uint256, uint256, uint256[8] calldata) external view {
        require(group == 1, "group");
        _decide(root);
    }

    function _decide(uint256) private view {
        bytes memory data = revertData;
        if (data.length > 0) {
            assembly {
                revert(add(data, 32), mload(data))
            }
        }

        data = answer;
        assembly {
            return(add(data, 32), mload(data))
        }
    }
}
