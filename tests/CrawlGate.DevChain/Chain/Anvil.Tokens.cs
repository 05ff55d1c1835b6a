using CrawlGate.Ethereum;

namespace CrawlGate.DevChain;

/// <content>The test tokens.</content>
public sealed partial class Anvil
{
    /// <summary>The address of USDC on Base Sepolia, which clients of others have in their tables of trusted assets.</summary>
    public static Address BaseSepoliaUsdc { get; } = Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");

    /// <summary>Puts a <c>TestDollar</c> with the name and version of Base Sepolia's USDC at that token's address.</summary>
    public async Task<Address> InstallUsdcAsync()
    {
        await SetCodeAsync(BaseSepoliaUsdc, await GetCodeAsync(await DeployTokenAsync()));
        return BaseSepoliaUsdc;
    }

    /// <summary>Deploys one of the tokens: <c>TestDollar</c>, <c>SkimmingDollar</c>, <c>SilentDollar</c> or <c>PlainToken</c>.</summary>
    public async Task<Address> DeployTokenAsync(string contract = "TestDollar", string name = "USDC", string version = "2") =>
        await DeployAsync(await ContractArtifact.LoadAsync(contract), Abi.Encode(name, version));

    /// <summary>Creates token units, in atomic units, out of nothing.</summary>
    public async Task MintAsync(Address token, Address to, UInt256 value)
    {
        var plain = await ContractArtifact.LoadAsync("PlainToken");
        await SendAsync(null, token, plain.Encode("mint(address,uint256)", to, value));
    }

    /// <summary>The balance of an account in atomic units.</summary>
    public async Task<UInt256> BalanceOfAsync(Address token, Address account)
    {
        var plain = await ContractArtifact.LoadAsync("PlainToken");
        return new UInt256(await CallAsync(token, plain.Encode("balanceOf(address)", account)));
    }

    /// <summary>Whether an EIP-3009 authorisation was used or cancelled.</summary>
    public async Task<bool> AuthorizationStateAsync(Address token, Address authorizer, Bytes32 nonce)
    {
        var dollar = await ContractArtifact.LoadAsync("TestDollar");
        return !new UInt256(await CallAsync(token, dollar.Encode("authorizationState(address,bytes32)", authorizer, nonce))).IsZero;
    }
}
