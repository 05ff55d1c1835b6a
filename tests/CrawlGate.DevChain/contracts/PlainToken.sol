// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// ERC-20 with six decimals and nothing more. Anybody mints.
///
/// Name and version are immutables: they are part of the runtime code, so the code still knows them after it was set at
/// another address, where every storage slot is empty.
contract PlainToken {
    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    uint8 public constant decimals = 6;
    bytes32 private immutable _name;
    bytes32 private immutable _version;

    uint256 public totalSupply;
    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    constructor(string memory name_, string memory version_) {
        _name = _pack(name_);
        _version = _pack(version_);
    }

    function name() public view returns (string memory) {
        return _unpack(_name);
    }

    function symbol() external view returns (string memory) {
        return _unpack(_name);
    }

    function mint(address to, uint256 value) external {
        totalSupply += value;
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _move(msg.sender, to, value);
        emit Transfer(msg.sender, to, value);
        return true;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        require(allowed >= value, "PlainToken: allowance too low");
        if (allowed != type(uint256).max) allowance[from][msg.sender] = allowed - value;
        _move(from, to, value);
        emit Transfer(from, to, value);
        return true;
    }

    function _versionText() internal view returns (string memory) {
        return _unpack(_version);
    }

    function _move(address from, address to, uint256 value) internal {
        require(to != address(0), "PlainToken: recipient is the zero address");
        require(balanceOf[from] >= value, "PlainToken: balance too low");
        unchecked {
            balanceOf[from] -= value;
            balanceOf[to] += value;
        }
    }

    function _pack(string memory text) private pure returns (bytes32) {
        require(bytes(text).length <= 32, "PlainToken: name or version too long");
        return bytes32(bytes(text));
    }

    function _unpack(bytes32 text) private pure returns (string memory) {
        uint256 length = 0;
        while (length < 32 && text[length] != 0) length++;
        bytes memory result = new bytes(length);
        for (uint256 i = 0; i < length; i++) result[i] = text[i];
        return string(result);
    }
}
