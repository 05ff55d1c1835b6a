namespace CrawlGate.AspNetCore;

/// <summary>Reads the level that an operator gives a kind of proof.</summary>
internal static class LevelSetting
{
    public static PersonhoodLevel Read(string key, string text, SettingErrors errors)
    {
        if (!SettingName.TryParse<PersonhoodLevel>(text, out var level))
            errors.Add(key, $"'{text}' is none of {SettingName.List<PersonhoodLevel>()}");
        return level;
    }
}
