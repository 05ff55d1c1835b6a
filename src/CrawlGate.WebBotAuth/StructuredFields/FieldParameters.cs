namespace CrawlGate.WebBotAuth;

/// <summary>A key with its value.</summary>
internal readonly record struct FieldParameter(ReadOnlyMemory<char> Key, BareItem Value)
{
    public bool Is(ReadOnlySpan<char> key) => Key.Span.SequenceEqual(key);
}

/// <summary>Parameters of an item or inner list, in the order received: it is part of what a signature covers.</summary>
internal readonly struct FieldParameters(FieldParameter[]? items)
{
    public ReadOnlySpan<FieldParameter> Items => items;

    public int Count => items?.Length ?? 0;

    public bool TryGet(ReadOnlySpan<char> key, out BareItem value)
    {
        foreach (ref readonly var parameter in Items)
        {
            if (parameter.Is(key))
            {
                value = parameter.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Whether both have the same keys with the same values, in whatever order.</summary>
    public bool IsSameSet(FieldParameters other)
    {
        if (Count != other.Count)
            return false;

        foreach (ref readonly var parameter in Items)
            if (!other.TryGet(parameter.Key.Span, out var value) || value.Kind != parameter.Value.Kind || !value.Raw.Span.SequenceEqual(parameter.Value.Raw.Span))
                return false;

        return true;
    }
}
