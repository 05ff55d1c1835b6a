// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// Every public register of people in one, writable by anybody. Standing where one of them is expected, it answers like that one.
contract PersonRegister {
    struct Attestation {
        bytes32 uid;
        bytes32 schema;
        uint64 time;
        uint64 expirationTime;
        uint64 revocationTime;
        bytes32 refUID;
        address recipient;
        address attester;
        bool revocable;
        bytes data;
    }

    error AttestationNotFound();

    mapping(address wallet => uint256 moment) public addressVerifiedUntil;
    mapping(address wallet => bytes20 humanity) public humanityOf;
    mapping(address wallet => uint256 score) private scores;
    mapping(address wallet => mapping(bytes32 schema => bytes32 uid)) public getAttestationUid;
    mapping(bytes32 uid => Attestation attestation) private attestations;
    bool private silent;

    /// Unknown wallets are answered with false instead of a revert from now on.
    function answerAll() external {
        silent = true;
    }

    function setVerifiedUntil(address wallet, uint256 moment) external {
        addressVerifiedUntil[wallet] = moment;
    }

    function setScore(address wallet, uint256 score) external {
        scores[wallet] = score;
    }

    function setHumanity(address wallet, bytes32 humanity) external {
        humanityOf[wallet] = bytes20(humanity);
    }

    function index(address wallet, bytes32 schema, bytes32 uid) external {
        getAttestationUid[wallet][schema] = uid;
    }

    function attest(bytes32 uid, bytes32 schema, uint256 expires, uint256 revoked, address recipient, address attester) external {
        attestations[uid] = Attestation(uid, schema, 1, uint64(expires), uint64(revoked), 0, recipient, attester, true, "checked");
    }

    function getAttestation(bytes32 uid) external view returns (Attestation memory) {
        return attestations[uid];
    }

    function isHuman(address wallet) external view returns (bool) {
        return getScore(wallet) >= 200000 || humanityOf[wallet] != 0;
    }

    function getScore(address wallet) public view returns (uint256) {
        if (scores[wallet] == 0 && !silent) revert AttestationNotFound();
        return scores[wallet];
    }
}
