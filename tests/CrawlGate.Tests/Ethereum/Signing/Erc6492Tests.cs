using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public sealed class Erc6492Tests
{
    private static readonly byte[] Suffix = Enumerable.Repeat(new byte[] { 0x64, 0x92 }, 16).SelectMany(pair => pair).ToArray();

    [Fact]
    public void F9_A_wrapped_signature_is_told_by_its_suffix_and_unwrapped()
    {
        byte[] inner = [1, 2, 3, 4, 5];
        byte[] wrapped = [.. AbiWriter.Arguments().Add(default(Address)).AddBytes([9, 9]).AddBytes(inner).ToArray(), .. Suffix];

        Assert.True(Erc6492.IsWrapped(wrapped));
        Assert.Equal(inner, Erc6492.Unwrap(wrapped).ToArray());
    }

    [Fact]
    public void F9_Other_signatures_stay_as_they_are()
    {
        byte[] plain = [.. Suffix[1..], 0];

        Assert.False(Erc6492.IsWrapped(plain));
        Assert.Equal(plain, Erc6492.Unwrap(plain).ToArray());
        Assert.False(Erc6492.IsWrapped([]));
    }

    [Fact]
    public void F9_A_malformed_wrapping_holds_nothing()
    {
        Assert.Empty(Erc6492.Unwrap(Suffix).ToArray());
        Assert.Empty(Erc6492.Unwrap([.. Enumerable.Repeat((byte)0xff, 96), .. Suffix]).ToArray());
    }
}
