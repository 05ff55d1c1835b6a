namespace CrawlGate.WebBotAuth;

/// <summary>Carries the refusal of an address through the HTTP stack, which knows exceptions alone.</summary>
internal sealed class AddressRefusedException(string message) : IOException(message);
