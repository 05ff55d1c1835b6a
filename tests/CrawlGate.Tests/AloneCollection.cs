namespace CrawlGate.Tests;

/// <summary>
/// Tests that run after all others, with nothing beside them. The runtime compiles with optimization only once no new code has come for a
/// while, and until then its own library boxes; beside a whole suite of tests that can take longer than any test should wait.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
