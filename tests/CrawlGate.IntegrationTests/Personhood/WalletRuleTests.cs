using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.IntegrationTests;

/// <summary>The known registers' functions, on a real chain, at the registers' own addresses.</summary>
[Collection(ChainCollection.Name)]
public sealed class WalletRuleTests(ChainFixture fixture)
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly Address Person = DevAccount.All[5].Address;
    private static readonly Address Nobody = DevAccount.All[6].Address;
    private static readonly string PersonText = Hex.Encode(Person.ToArray());

    private Anvil Chain => fixture.Chain;

    [Fact]
    public async Task The_address_book_says_until_when()
    {
        var rule = (ContractReadRule)KnownWalletRules.WorldAddressBook;
        await InstallAsync(rule.Call.Contract);
        Assert.IsType<WalletVerdict.No>(await AskAsync(rule, Person));
        await SetAsync(rule, "setVerifiedUntil(address,uint256)", Person, (UInt256)1_800_000_001);
        Assert.Equal(new WalletVerdict.Yes(PersonText), await AskAsync(rule, Person));
        Assert.IsType<WalletVerdict.No>(await rule.ReadAsync(Chain.Rpc, Person, Now.AddSeconds(1)));
    }

    [Fact]
    public async Task Human_passport_reverts_for_strangers()
    {
        var rule = (ContractReadRule)KnownWalletRules.HumanPassport();
        await InstallAsync(rule.Call.Contract);
        Assert.IsType<WalletVerdict.No>(await AskAsync(rule, Nobody));
        Assert.IsType<WalletVerdict.Unavailable>(await AskAsync(rule with { RevertMeansNo = false }, Nobody));

        await SetAsync(rule, "setScore(address,uint256)", Person, (UInt256)205_000);
        Assert.Equal(new WalletVerdict.Yes(PersonText), await AskAsync(rule, Person));
        Assert.Equal(new WalletVerdict.Yes(PersonText), await AskAsync(KnownWalletRules.HumanPassportScore(20.5m), Person));
        Assert.IsType<WalletVerdict.No>(await AskAsync(KnownWalletRules.HumanPassportScore(20.6m), Person));
        Assert.IsType<WalletVerdict.No>(await AskAsync(KnownWalletRules.HumanPassportScore(20.6m), Nobody));
    }

    [Fact]
    public async Task Proof_of_humanity_counts_by_humanity()
    {
        var rule = (ContractReadRule)KnownWalletRules.ProofOfHumanity();
        await InstallAsync(rule.Call.Contract);
        await SetAsync(rule, "answerAll()");
        Assert.IsType<WalletVerdict.No>(await AskAsync(rule, Nobody));

        var humanity = "0x" + new string('7', 40) + new string('0', 24);
        await SetAsync(rule, "setHumanity(address,bytes32)", Person, Bytes32.Parse(humanity));
        Assert.Equal(new WalletVerdict.Yes(humanity), await AskAsync(rule, Person));

        // A human by score has no humanity here: nobody to count by.
        await SetAsync(rule, "setScore(address,uint256)", Nobody, (UInt256)300_000);
        Assert.IsType<WalletVerdict.No>(await AskAsync(rule, Nobody));
    }

    [Fact]
    public async Task A_verification_of_coinbase_has_to_be_whole()
    {
        var rule = (AttestationRule)KnownWalletRules.CoinbaseVerifiedAccount;
        await InstallAsync(rule.Indexer);
        await InstallAsync(rule.Service);
        var id = Bytes32.Parse("0x" + new string('5', 64));
        Assert.IsType<WalletVerdict.No>(await AskAsync(rule, Person));

        await SendAsync(rule.Indexer, "index(address,bytes32,bytes32)", Person, rule.Schema, id);
        Assert.IsType<WalletVerdict.No>(await AskAsync(rule, Person));

        Task AttestAsync(Bytes32? schema = null, ulong expires = 0, ulong revoked = 0, Address? recipient = null, Address? attester = null) => SendAsync(
            rule.Service, "attest(bytes32,bytes32,uint256,uint256,address,address)",
            id, schema ?? rule.Schema, (UInt256)expires, (UInt256)revoked, recipient ?? Person, attester ?? rule.Attester);

        await AttestAsync();
        Assert.Equal(new WalletVerdict.Yes(PersonText), await AskAsync(rule, Person));
        await AttestAsync(expires: 1_800_000_001);
        Assert.Equal(new WalletVerdict.Yes(PersonText), await AskAsync(rule, Person));
        await AttestAsync(expires: 1_800_000_000);
        Assert.IsType<WalletVerdict.No>(await AskAsync(rule, Person));
        await AttestAsync(revoked: 1);
        Assert.IsType<WalletVerdict.No>(await AskAsync(rule, Person));
        await AttestAsync(schema: id);
        Assert.IsType<WalletVerdict.No>(await AskAsync(rule, Person));
        await AttestAsync(recipient: Nobody);
        Assert.IsType<WalletVerdict.No>(await AskAsync(rule, Person));
        await AttestAsync(attester: Nobody);
        Assert.IsType<WalletVerdict.No>(await AskAsync(rule, Person));
    }

    [Fact]
    public async Task No_contract_and_no_node_are_no_answers()
    {
        var nowhere = WalletCall.Of(Address.Parse("0x00000000000000000000000000000000000000cc"), "isHuman(address)");
        foreach (var condition in Enum.GetValues<WalletCondition>())
            Assert.IsType<WalletVerdict.Unavailable>(await AskAsync(new ContractReadRule("nowhere", 1, nowhere, condition) { RevertMeansNo = true }, Person));

        using var dead = new JsonRpc(new Uri("http://127.0.0.1:9/"));
        Assert.IsType<WalletVerdict.Unavailable>(await KnownWalletRules.HumanPassport().ReadAsync(dead, Person, Now));
    }

    private async Task InstallAsync(Address at) => await Chain.SetCodeAsync(at, (await ContractArtifact.LoadAsync("PersonRegister")).Runtime);

    private Task<WalletVerdict> AskAsync(WalletRule rule, Address wallet) => rule.ReadAsync(Chain.Rpc, wallet, Now);

    private Task SetAsync(ContractReadRule rule, string signature, params object[] arguments) => SendAsync(rule.Call.Contract, signature, arguments);

    private async Task SendAsync(Address register, string signature, params object[] arguments) =>
        await Chain.SendAsync(null, register, (await ContractArtifact.LoadAsync("PersonRegister")).Encode(signature, arguments));
}
