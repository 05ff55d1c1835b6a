namespace CrawlGate.WebBotAuth;

/// <summary>A bare item with its parameters.</summary>
internal readonly record struct FieldItem(BareItem Value, FieldParameters Parameters);

/// <summary>A member of a dictionary: an item, or an inner list with parameters of its own.</summary>
/// <param name="Key">The member's key.</param>
/// <param name="Item">The item; of an inner list only the parameters count.</param>
/// <param name="InnerList">The list's items; null when the member is an item.</param>
internal sealed record FieldMember(string Key, FieldItem Item, FieldItem[]? InnerList)
{
    public FieldParameters Parameters => Item.Parameters;
}
