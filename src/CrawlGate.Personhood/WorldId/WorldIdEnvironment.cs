namespace CrawlGate.Personhood;

/// <summary>Where an identity lives: real people in production, made-up ones elsewhere.</summary>
public enum WorldIdEnvironment
{
    /// <summary>Real people.</summary>
    Production,

    /// <summary>The simulator's.</summary>
    Staging,

    /// <summary>The sandbox's.</summary>
    Sandbox,
}

/// <summary>The wire names of <see cref="WorldIdEnvironment"/>.</summary>
public static class WorldIdEnvironments
{
    /// <summary>The name on the wire.</summary>
    public static string ToWire(this WorldIdEnvironment environment) => environment switch
    {
        WorldIdEnvironment.Staging => "staging",
        WorldIdEnvironment.Sandbox => "sandbox",
        _ => "production",
    };

    /// <summary>Reads a name of the wire; case counts.</summary>
    public static bool TryParse(string text, out WorldIdEnvironment environment)
    {
        environment = text switch
        {
            "staging" => WorldIdEnvironment.Staging,
            "sandbox" => WorldIdEnvironment.Sandbox,
            _ => WorldIdEnvironment.Production,
        };
        return environment.ToWire() == text;
    }
}
