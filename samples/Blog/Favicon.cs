namespace Blog;

/// <summary>The site's icon: sixteen by sixteen pixels of one colour.</summary>
internal static class Favicon
{
    private const int Size = 16;

    public static byte[] Bytes { get; } = Draw();

    /// <summary>An ICO file that holds one bitmap of 32 bits a pixel and its mask.</summary>
    private static byte[] Draw()
    {
        const int pixels = Size * Size * 4;
        const int mask = Size * 4;
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write([0, 0, 1, 0, 1, 0, Size, Size, 0, 0, 1, 0, 32, 0]);
        writer.Write(40 + pixels + mask);
        writer.Write(22);

        writer.Write(40);
        writer.Write(Size);
        writer.Write(Size * 2);
        writer.Write([1, 0, 32, 0]);
        writer.Write(new byte[24]);
        for (var i = 0; i < Size * Size; i++)
            writer.Write(0xff1f6583u);
        writer.Write(new byte[mask]);
        return stream.ToArray();
    }
}
