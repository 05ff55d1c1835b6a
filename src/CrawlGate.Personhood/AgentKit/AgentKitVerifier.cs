using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// Verifies <c>agentkit</c> headers more strictly than the reference does: the nonce has to be ours, and host, port and path have to be
/// those of the request. What costs least is looked at first, and the chain is asked last.
/// </summary>
/// <param name="nonces">Our nonces.</param>
/// <param name="book">Where agents are registered.</param>
/// <param name="chains">A node of a chain by its EIP-155 id, for contract wallets; null for chains without one.</param>
/// <param name="options">What is asked of agents.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class AgentKitVerifier(
    AgentKitNonces nonces, AgentBook book, Func<ulong, IEthereumRpc?> chains, AgentKitTerms? options = null, TimeProvider? timeProvider = null)
{
    private readonly AgentKitTerms _options = options ?? new();
    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;

    /// <summary>What a header is worth for a request. Whether its nonce was used before is for the caller to find out.</summary>
    public async Task<AgentKitVerdict> VerifyAsync(string text, AgentKitResource resource, CancellationToken cancellationToken = default)
    {
        if (!AgentKitHeader.TryParse(text, out var header, out var reason))
            return new AgentKitVerdict.Refused(reason);
        if (RefuseTerms(header, resource, out var chainId, out var nonceEnds) is { } refusal)
            return new AgentKitVerdict.Refused(refusal);
        if (!AgentKitMessage.TryFormatEthereum(header, chainId, out var message, out var agent) || !Hex.TryDecode(header.Signature, out byte[] signature))
            return new AgentKitVerdict.Refused(AgentKitReasons.BadMessage);

        switch (await CheckSignatureAsync(header.Type, chainId, agent, message, signature, cancellationToken))
        {
            case SignInOutcome.Invalid:
                return new AgentKitVerdict.Refused(AgentKitReasons.BadSignature);
            case SignInOutcome.NotDeployed:
                return new AgentKitVerdict.Refused(AgentKitReasons.WalletNotDeployed);
            case SignInOutcome.Unavailable:
                return new AgentKitVerdict.Unavailable("The agent's wallet could not be asked.");
        }

        return await book.FindHumanAsync(agent, chainId, cancellationToken) is not { } human
                ? new AgentKitVerdict.Unavailable("The register of agents could not be asked.")
            : human.IsZero ? new AgentKitVerdict.NotHuman(agent)
            : new AgentKitVerdict.Human(human, agent, header.Nonce, nonceEnds);
    }

    /// <summary>Why the header is not for this request, now; null when it is.</summary>
    private string? RefuseTerms(AgentKitHeader header, in AgentKitResource resource, out ulong chainId, out DateTimeOffset nonceEnds)
    {
        nonceEnds = default;
        if (!AgentKitMessage.TryReadEvmChain(header.ChainId, out chainId))
            return header.Type == AgentKitSignatureType.Ed25519 ? AgentKitReasons.UnsupportedType : AgentKitReasons.UnsupportedChain;
        if (header.Type == AgentKitSignatureType.Ed25519 || (header.Type == AgentKitSignatureType.Eip1271 && !_options.ContractWallets))
            return AgentKitReasons.UnsupportedType;
        if (!_options.Chains.Contains(chainId))
            return AgentKitReasons.UnsupportedChain;
        if (header.Version != SignInMessage.Version)
            return AgentKitReasons.BadMessage;
        if (header.Domain != resource.Domain)
            return AgentKitReasons.OtherDomain;
        if (!resource.IsNamedBy(header.Uri))
            return AgentKitReasons.OtherUri;
        if (!nonces.TryRead(header.Nonce, resource, out nonceEnds))
            return AgentKitReasons.ForeignNonce;

        var now = _timeProvider.GetUtcNow();
        return nonceEnds <= now ? AgentKitReasons.NonceExpired : RefuseTimes(header, now);
    }

    private string? RefuseTimes(AgentKitHeader header, DateTimeOffset now)
    {
        var ends = DateTimeOffset.MaxValue;
        var begins = DateTimeOffset.MinValue;
        if (!SignInTime.TryParse(header.IssuedAt, out var issued)
            || (!string.IsNullOrEmpty(header.ExpirationTime) && !SignInTime.TryParse(header.ExpirationTime, out ends))
            || (!string.IsNullOrEmpty(header.NotBefore) && !SignInTime.TryParse(header.NotBefore, out begins)))
        {
            return AgentKitReasons.BadTime;
        }

        var (earliest, latest) = (now - _options.ClockSkew, now + _options.ClockSkew);
        return issued > latest ? AgentKitReasons.FromTheFuture
            : issued < earliest - _options.MaxAge ? AgentKitReasons.TooOld
            : ends < earliest ? AgentKitReasons.Expired
            : begins > latest ? AgentKitReasons.NotYetValid
            : null;
    }

    private async Task<SignInOutcome> CheckSignatureAsync(
        AgentKitSignatureType type, ulong chainId, Address agent, string message, byte[] signature, CancellationToken cancellationToken)
    {
        if (type == AgentKitSignatureType.Eip1271 && chains(chainId) is { } rpc)
            return await SignInSignature.CheckAsync(rpc, agent, message, signature, cancellationToken);

        return SignInSignature.IsSignedByKey(agent, message, signature) ? SignInOutcome.Valid
            : type == AgentKitSignatureType.Eip1271 ? SignInOutcome.Unavailable
            : SignInOutcome.Invalid;
    }
}
