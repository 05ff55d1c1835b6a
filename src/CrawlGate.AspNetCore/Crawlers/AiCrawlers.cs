namespace CrawlGate.AspNetCore;

/// <summary>
/// The AI crawlers that name themselves in User-Agent, as of November 2026. Robots-only tokens (Google-Extended,
/// Applebot-Extended) never appear in a request and are not here; search engines are not here either.
/// </summary>
internal static class AiCrawlers
{
    public static IReadOnlyList<Crawler> All { get; } =
    [
        new("GPTBot", "OpenAI", CrawlerPurpose.Training),
        new("OAI-SearchBot", "OpenAI", CrawlerPurpose.Search),
        new("ChatGPT-User", "OpenAI", CrawlerPurpose.UserFetch),
        new("ClaudeBot", "Anthropic", CrawlerPurpose.Training),
        new("anthropic-ai", "Anthropic", CrawlerPurpose.Training),
        new("Claude-SearchBot", "Anthropic", CrawlerPurpose.Search),
        new("Claude-User", "Anthropic", CrawlerPurpose.UserFetch),
        new("PerplexityBot", "Perplexity", CrawlerPurpose.Search),
        new("Perplexity-User", "Perplexity", CrawlerPurpose.UserFetch),
        new("Amazonbot", "Amazon", CrawlerPurpose.Training),
        new("Amzn-SearchBot", "Amazon", CrawlerPurpose.Search),
        new("Amzn-User", "Amazon", CrawlerPurpose.UserFetch),
        new("CCBot", "Common Crawl", CrawlerPurpose.Training),
        new("meta-externalagent", "Meta", CrawlerPurpose.Training),
        new("meta-externalfetcher", "Meta", CrawlerPurpose.UserFetch),
        new("FacebookBot", "Meta", CrawlerPurpose.Training),
        new("DuckAssistBot", "DuckDuckGo", CrawlerPurpose.UserFetch),
        new("MistralAI-User", "Mistral AI", CrawlerPurpose.UserFetch),
        new("Bytespider", "ByteDance", CrawlerPurpose.Training),
        new("cohere-ai", "Cohere", CrawlerPurpose.Training),
        new("cohere-training-data-crawler", "Cohere", CrawlerPurpose.Training),
        new("Diffbot", "Diffbot", CrawlerPurpose.Training),
        new("ImagesiftBot", "Hive", CrawlerPurpose.Training),
        new("Omgilibot", "Webz.io", CrawlerPurpose.Training),
        new("Timpibot", "Timpi", CrawlerPurpose.Training),
        new("AI2Bot", "Allen Institute for AI", CrawlerPurpose.Training),
        new("DeepSeekBot", "DeepSeek", CrawlerPurpose.Training),
        new("GrokBot", "xAI", CrawlerPurpose.Training),
        new("PanguBot", "Huawei", CrawlerPurpose.Training),
        new("Google-CloudVertexBot", "Google", CrawlerPurpose.Agent),
        new("NovaAct", "Amazon", CrawlerPurpose.Agent),
    ];
}
