using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

public sealed class FieldReaderTests
{
    [Fact]
    public void A_dictionary_is_read_as_sent()
    {
        Assert.True(FieldReader.TryReadDictionary("  a=(\"x\";key=\"k\" \"y\");n=-12;z ,\tb=:AQID:;q=tok/en:*, c, d=?0;e=\"q\\\"\\\\\"  ", out var members));

        Assert.Equal(["a", "b", "c", "d"], members.Select(member => member.Key));
        Assert.Equal(["\"x\"", "\"y\""], members[0].InnerList!.Select(item => item.Value.ToString()));
        Assert.True(members[0].InnerList![0].Parameters.TryGet("key", out var key) && key.IsString("k"));
        Assert.Equal(["n", "z"], members[0].Parameters.Items.ToArray().Select(parameter => parameter.Key.ToString()));
        Assert.True(members[0].Parameters.TryGet("n", out var number) && number.TryGetInteger(out var value) && value == -12);
        Assert.True(members[0].Parameters.TryGet("z", out var flag) && flag.IsTrue);
        var bytes = new byte[3];
        Assert.True(members[1].Item.Value.TryGetBytes(bytes, out var length) && length == 3 && bytes is [1, 2, 3]);
        Assert.True(members[1].Parameters.TryGet("q", out var token) && token is { Kind: BareItemKind.Token, Raw.Span: "tok/en:*" });
        Assert.True(members[2].Item.Value.IsTrue);
        Assert.False(members[3].Item.Value.IsTrue);
        Assert.True(members[3].Parameters.TryGet("e", out var text) && text.TryGetString(out var unescaped) && unescaped == "q\"\\");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a,")]
    [InlineData("a,,b")]
    [InlineData(",a")]
    [InlineData("A=1")]
    [InlineData("1=1")]
    [InlineData("a=1, a=2")]
    [InlineData("a;b;b")]
    [InlineData("a=1.5")]
    [InlineData("a=01")]
    [InlineData("a=-0")]
    [InlineData("a=-")]
    [InlineData("a=1234567890123456")]
    [InlineData("a=@1659578233")]
    [InlineData("a=%\"x\"")]
    [InlineData("a=\"x")]
    [InlineData("a=\"\\x\"")]
    [InlineData("a=\"\\")]
    [InlineData("a=\"é\"")]
    [InlineData("a=\"\t\"")]
    [InlineData("a=:AQID")]
    [InlineData("a=:AQI:")]
    [InlineData("a=:AQJ=:")]
    [InlineData("a=:A Q=:")]
    [InlineData("a=:AR==:")]
    [InlineData("a=?2")]
    [InlineData("a=?")]
    [InlineData("a=(")]
    [InlineData("a=(\"x\"\"y\")")]
    [InlineData("a=(\"x\",\"y\")")]
    [InlineData("a=((\"x\"))")]
    [InlineData("a=1 b")]
    [InlineData("a=1 ;b")]
    [InlineData("a=")]
    [InlineData("a;=1")]
    [InlineData("a\0")]
    public void Whatever_is_no_dictionary_or_has_two_spellings_is_malformed(string field) => Assert.False(FieldReader.TryReadDictionary(field, out _));

    [Fact]
    public void Sizes_have_limits()
    {
        Assert.True(FieldReader.TryReadDictionary(string.Join(',', Enumerable.Range(0, 16).Select(i => $"a{i}")), out _));
        Assert.False(FieldReader.TryReadDictionary(string.Join(',', Enumerable.Range(0, 17).Select(i => $"a{i}")), out _));
        Assert.True(FieldReader.TryReadDictionary($"a=({string.Join(' ', Enumerable.Range(0, 32))})", out _));
        Assert.False(FieldReader.TryReadDictionary($"a=({string.Join(' ', Enumerable.Range(0, 33))})", out _));
        Assert.True(FieldReader.TryReadDictionary("a" + string.Concat(Enumerable.Range(0, 16).Select(i => $";p{i}")), out _));
        Assert.False(FieldReader.TryReadDictionary("a" + string.Concat(Enumerable.Range(0, 17).Select(i => $";p{i}")), out _));
        Assert.True(FieldReader.TryReadDictionary($"a=\"{new string('x', 8188)}\"", out _));
        Assert.False(FieldReader.TryReadDictionary($"a=\"{new string('x', 8189)}\"", out _));
    }

    [Theory]
    [InlineData("\"x\";a=1", true)]
    [InlineData(" \"x\" ", true)]
    [InlineData("\"x\", \"y\"", false)]
    [InlineData("(\"x\")", false)]
    public void An_item_is_alone(string field, bool isItem) => Assert.Equal(isItem, FieldReader.TryReadItem(field, out _));
}
