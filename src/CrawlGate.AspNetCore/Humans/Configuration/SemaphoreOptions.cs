using System.ComponentModel.DataAnnotations;

namespace CrawlGate.AspNetCore;

/// <summary>A group whose members pass: subscribers, a university. Its Merkle roots come from a list or from a Semaphore contract.</summary>
public sealed class SemaphoreOptions
{
    /// <summary>The group's name, shown to people.</summary>
    public string? Name { get; set; }

    /// <summary>The roots that are taken, decimal or hexadecimal.</summary>
    [MinLength(1)]
    public List<string>? Roots { get; set; }

    /// <summary>A file of roots, one a line, read again when it changes.</summary>
    public string? RootsFile { get; set; }

    /// <summary>The Semaphore contract that keeps the group.</summary>
    public string? Contract { get; set; }

    /// <summary>The group's number in the contract.</summary>
    public string? GroupId { get; set; }

    /// <summary>JSON-RPC URLs of the contract's network; the gate's own when left out.</summary>
    public List<string> Rpc { get; set; } = [];

    /// <summary>Where members make their proof; <c>{message}</c>, <c>{scope}</c> and <c>{return}</c> are put in.</summary>
    public string? ProofUrl { get; set; }

    /// <summary><c>low</c>, <c>medium</c> or <c>high</c>: how sure it is that no person is two members.</summary>
    public string Level { get; set; } = "medium";
}
