namespace CrawlGate.AspNetCore;

/// <summary>What a browser that proved a person carries. It names neither the person nor the proof.</summary>
/// <param name="Id">Sixteen random bytes; under which the store knows whose budget it draws on.</param>
/// <param name="Level">What the proof was worth.</param>
/// <param name="Epoch">The week whose key signed it.</param>
/// <param name="IssuedAt">Since when.</param>
/// <param name="ExpiresAt">Until when; no later than the end of its epoch.</param>
internal readonly record struct Pass(UInt128 Id, PersonhoodLevel Level, int Epoch, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);
