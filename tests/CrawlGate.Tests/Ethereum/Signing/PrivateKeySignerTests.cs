using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class PrivateKeySignerTests
{
    private const string Key = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private static readonly Address Account = Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

    [Fact]
    public async Task Golden_signatures_are_reproduced_byte_for_byte_with_libsecp256k1()
    {
        foreach (var vector in GoldenSignatures.TypedData)
        {
            using var signer = new PrivateKeySigner(Hex.Decode(GoldenSignatures.PrivateKey(vector.Signer)), Native.Library);
            Assert.Equal(vector.Signer, signer.Address);
            Assert.Equal(Hex.Encode(vector.Signature), Hex.Encode((await signer.SignAsync(vector.Digest)).ToArray()));
        }
    }

    [Fact]
    public async Task The_platforms_signatures_are_low_and_recover_to_the_signer()
    {
        using var signer = new PrivateKeySigner(Hex.Decode("0x" + Key), native: null);
        Assert.Equal(Account, signer.Address);
        for (var i = 0; i < 50; i++)
        {
            var digest = Numbers.Sample("platform", i);
            var signature = await signer.SignAsync(digest);
            Assert.True(EcdsaSignature.TryParse(signature.ToArray(), out _));
            Assert.True(Native.Library.TryRecover(digest, signature.R, signature.S, signature.V - 27, out var recovered));
            Assert.Equal(Account, recovered);
        }
    }

    [Fact]
    public void Both_implementations_derive_the_same_address()
    {
        for (var i = 0; i < 20; i++)
        {
            var key = Numbers.Sample("address", i).ToArray();
            using var native = new PrivateKeySigner(key, Native.Library);
            using var platform = new PrivateKeySigner(key, native: null);
            Assert.Equal(native.Address, platform.Address);
        }
    }

    [Theory]
    [InlineData(Key)]
    [InlineData("0x" + Key)]
    [InlineData("0xAC0974BEC39A17E36BA4A6B4D238FF944BACB478CBED5EFCAE784D7BF4F2FF80")]
    public void Keys_are_64_hexadecimal_digits_with_or_without_prefix(string key)
    {
        using var signer = PrivateKeySigner.FromHex(key);
        Assert.Equal(Account, signer.Address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff")]
    [InlineData("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff8000")]
    [InlineData("zz0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")]
    [InlineData("0x0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff")]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")] // n
    [InlineData("0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void Anything_else_is_refused_without_naming_it(string key)
    {
        var error = Assert.Throws<FormatException>(() => PrivateKeySigner.FromHex(key));
        Assert.Null(error.InnerException);
        if (key.Length > 2)
            Assert.DoesNotContain(key[2..], error.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000001", "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf")]
    [InlineData("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", "0x80C0dbf239224071c59dD8970ab9d542E3414aB2")]
    public void The_least_and_the_greatest_key_are_keys(string key, string address)
    {
        using var native = new PrivateKeySigner(Hex.Decode(key), Native.Library);
        using var platform = new PrivateKeySigner(Hex.Decode(key), native: null);
        Assert.Equal(Address.Parse(address), native.Address);
        Assert.Equal(Address.Parse(address), platform.Address);
    }

    [Theory]
    [InlineData(Key)]
    [InlineData(" \t0x" + Key + "\r\n\n")]
    public void Files_may_hold_white_space_around_the_key(string content)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, content);
            using var signer = PrivateKeySigner.FromFile(path);
            Assert.Equal(Account, signer.Address);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("key: 0x" + Key)]
    [InlineData(Key + "\n" + Key)]
    public void Files_that_hold_anything_else_are_refused_without_naming_it(string content)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, content);
            var error = Assert.Throws<FormatException>(() => PrivateKeySigner.FromFile(path));
            Assert.DoesNotContain(Key, error.ToString(), StringComparison.Ordinal);

            // As long as a file can get: what follows must not be taken for white space.
            File.WriteAllText(path, Key + new string(' ', 4096) + Key);
            Assert.Throws<FormatException>(() => PrivateKeySigner.FromFile(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_key_in_place_of_a_path_or_a_name_is_not_repeated_in_the_error()
    {
        Exception[] errors =
        [
            Assert.Throws<ArgumentException>(() => PrivateKeySigner.FromFile("0x" + Key)),
            Assert.Throws<ArgumentException>(() => PrivateKeySigner.FromFile(Path.Combine(Path.GetTempPath(), "0x" + Key))),
            Assert.Throws<ArgumentException>(() => PrivateKeySigner.FromEnvironment(Key)),
        ];
        Assert.All(errors, error => Assert.DoesNotContain(Key, error.ToString(), StringComparison.OrdinalIgnoreCase));
        Assert.Throws<FileNotFoundException>(() => PrivateKeySigner.FromFile(Path.Combine(Path.GetTempPath(), "crawlgate-no-such-key")));
    }

    [Fact]
    public void Environment_variables_hold_keys()
    {
        const string Name = "CRAWLGATE_TEST_KEY";
        Assert.Contains(Name, Assert.Throws<InvalidOperationException>(() => PrivateKeySigner.FromEnvironment(Name)).Message, StringComparison.Ordinal);
        Environment.SetEnvironmentVariable(Name, $" 0x{Key} ");
        try
        {
            using var signer = PrivateKeySigner.FromEnvironment(Name);
            Assert.Equal(Account, signer.Address);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Name, null);
        }
    }

    [Fact]
    public async Task A_disposed_signer_signs_no_more()
    {
        var signer = PrivateKeySigner.FromHex(Key);
        signer.Dispose();
        signer.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await signer.SignAsync(default));
        var key = (byte[])typeof(PrivateKeySigner).GetField("_key", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(signer)!;
        Assert.DoesNotContain(key, b => b != 0);
    }

    [Fact]
    public void The_text_form_is_the_address()
    {
        using var signer = PrivateKeySigner.FromHex(Key);
        Assert.Equal($"PrivateKeySigner {Account}", signer.ToString());
        Assert.DoesNotContain(Key, signer.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_cancelled_call_does_not_sign()
    {
        using var signer = PrivateKeySigner.FromHex(Key);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await signer.SignAsync(default, new CancellationToken(canceled: true)));
    }
}
