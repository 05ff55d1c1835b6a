using System.Globalization;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Registers of people that are in use, as their projects publish them. Addresses can change: a configuration may name others.</summary>
public static class KnownWalletRules
{
    private const ulong Ethereum = 1, Optimism = 10, Gnosis = 100, ZkSync = 324, Shape = 360;
    private const ulong World = 480, Base = 8453, Arbitrum = 42161, Linea = 59144, Scroll = 534352;

    /// <summary>Human Passport writes scores with four decimals.</summary>
    private const int ScoreUnit = 10_000;

    private static readonly Dictionary<ulong, Address> PassportDecoders = new()
    {
        [Base] = Address.Parse("0xaa24a127d10c68c8f9ac06199aa606953cd82ee7"),
        [Optimism] = Address.Parse("0x5558d441779eca04a329bcd6b47830d2c6607769"),
        [Arbitrum] = Address.Parse("0x2050256a91cbabd7c42465aa0d5325115c1deb43"),
        [Linea] = Address.Parse("0x423cd60ab053f1b63d6f78c8c0c63e20f009d669"),
        [Scroll] = Address.Parse("0x8a5820030188346cc9532a1dd9fd2ef8d8f464de"),
        [ZkSync] = Address.Parse("0x1166fcdca3b04311ba9e2ed5ad2c660e730e1386"),
        [Shape] = Address.Parse("0x2443d22db6d25d141a1138d80724e3eee54fd4c2"),
    };

    private static readonly Dictionary<ulong, Address> HumanityRegisters = new()
    {
        [Ethereum] = Address.Parse("0xa478095886659168e8812154fb0de39f103e74b2"),
        [Gnosis] = Address.Parse("0x16044e1063c08670f8653055a786b7cc2034d2b0"),
    };

    /// <summary>World Address Book on World Chain: the wallet was verified with a World ID, until a moment that is still to come.</summary>
    public static WalletRule WorldAddressBook { get; } = new ContractReadRule(
        "world-address-book",
        World,
        WalletCall.Of(Address.Parse("0x57b930d551e677cc36e2fa036ae2fe8fdae0330d"), "addressVerifiedUntil(address)"),
        WalletCondition.LaterThanNow);

    /// <summary>
    /// Coinbase Verifications on Base: the wallet belongs to a customer whose identity was checked. One customer may have several
    /// wallets attested.
    /// </summary>
    public static WalletRule CoinbaseVerifiedAccount { get; } = new AttestationRule(
        "coinbase-verified-account",
        Base,
        Address.Parse("0x2c7ee1e5f416dff40054c27a62f7b357c4e8619c"),
        Address.Parse("0x4200000000000000000000000000000000000021"),
        Bytes32.Parse("0xf8b05c79f090979bf4a80270aba232dff11a10d9ca55c4f88de95317970f0de9"),
        Address.Parse("0x357458739f90461b99789350868cd7cf330dd7ee"));

    /// <summary>Human Passport: the wallet's score is at or above the project's own threshold. Reverts for wallets without a passport.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not known on this chain.</exception>
    public static WalletRule HumanPassport(ulong chainId = Base) => new ContractReadRule(
        "human-passport", chainId, WalletCall.Of(On(PassportDecoders, chainId), "isHuman(address)"), WalletCondition.True)
    {
        RevertMeansNo = true,
    };

    /// <summary>Human Passport: the wallet's score is at or above a threshold of one's own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not known on this chain, or the score is negative.</exception>
    public static WalletRule HumanPassportScore(decimal minimum, ulong chainId = Base) => new ContractReadRule(
        "human-passport", chainId, WalletCall.Of(On(PassportDecoders, chainId), "getScore(address)"), WalletCondition.AtLeast)
    {
        Minimum = decimal.ToUInt64(decimal.Ceiling(ArgumentPositive(minimum) * ScoreUnit)),
        RevertMeansNo = true,
    };

    /// <summary>Proof of Humanity, version 2, across its chains; people are counted by their humanity id, which outlives their wallets.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not known on this chain.</exception>
    public static WalletRule ProofOfHumanity(ulong chainId = Gnosis) => new ContractReadRule(
        "proof-of-humanity", chainId, WalletCall.Of(On(HumanityRegisters, chainId), "isHuman(address)"), WalletCondition.True)
    {
        Subject = WalletCall.Of(On(HumanityRegisters, chainId), "humanityOf(address)"),
    };

    private static Address On(Dictionary<ulong, Address> contracts, ulong chainId) => contracts.TryGetValue(chainId, out var contract)
        ? contract
        : throw new ArgumentOutOfRangeException(nameof(chainId), string.Create(CultureInfo.InvariantCulture, $"Nothing is known of it on chain {chainId}."));

    private static decimal ArgumentPositive(decimal minimum) =>
        minimum > 0 ? minimum : throw new ArgumentOutOfRangeException(nameof(minimum), "A threshold is above zero.");
}
