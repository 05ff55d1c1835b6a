using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

public sealed class Ed25519Tests
{
    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    public static TheoryData<string, string, string, string> Vectors => Rfc8032Vectors.All;

    /// <summary>Every spelling of the eight points of small order: five values of y, plus 2^255 − 19 where it fits, both signs of x.</summary>
    public static TheoryData<string> SmallOrderKeys
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var y in (string[])
                [
                    "0000000000000000000000000000000000000000000000000000000000000000",
                    "0100000000000000000000000000000000000000000000000000000000000000",
                    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                ])
            {
                data.Add(y);
                data.Add(y[..62] + (byte.Parse(y[62..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) | 0x80).ToString("x2", CultureInfo.InvariantCulture));
            }

            return data;
        }
    }

    [Fact]
    public void This_system_has_ed25519() => Assert.True(Ed25519.IsSupported);

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Vectors_of_the_specification_are_signed_and_verified(string seed, string publicKey, string message, string signature)
    {
        using var key = Ed25519SigningKey.FromSeed(Convert.FromHexString(seed));
        var data = Convert.FromHexString(message);

        Assert.Equal(publicKey, Convert.ToHexStringLower(key.PublicKey.Span));
        Assert.Equal(signature, Convert.ToHexStringLower(key.Sign(data)));
        Assert.True(key.ToVerificationKey().Verify(data, Convert.FromHexString(signature)));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Other_messages_and_signatures_are_refused(string seed, string publicKey, string message, string signature)
    {
        using var other = Ed25519SigningKey.FromSeed(Convert.FromHexString(publicKey));
        using var own = Ed25519SigningKey.FromSeed(Convert.FromHexString(seed));
        var key = own.ToVerificationKey();
        var data = Convert.FromHexString(message);
        var bytes = Convert.FromHexString(signature);

        Assert.False(key.Verify([.. data, 0], bytes));
        Assert.False(other.ToVerificationKey().Verify(data, bytes));
        Assert.False(key.Verify(data, bytes.AsSpan(1)));
        Assert.False(key.Verify(data, [.. bytes, 0]));
        for (var bit = 0; bit < bytes.Length * 8; bit += 7)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(key.Verify(data, bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [MemberData(nameof(SmallOrderKeys))]
    public void Keys_of_small_order_are_refused_in_every_spelling(string key)
    {
        Assert.False(Ed25519.IsAcceptableKey(Convert.FromHexString(key)));
        Assert.NotNull(TestKeys.Refusal($$"""{"kty":"OKP","crv":"Ed25519","x":"{{Base64Url.EncodeToString(Convert.FromHexString(key))}}"}"""));
    }

    [Fact]
    public void A_signature_that_holds_for_any_message_under_a_small_order_key_exists_and_is_why()
    {
        // A = R = the neutral element, S = 0: the equation S·B = R + k·A holds whatever k is.
        byte[] key = [1, .. new byte[31]];
        byte[] signature = [1, .. new byte[63]];
        using var handle = OpenSsl.Required.CreatePublicKey(key);

        Assert.True(OpenSsl.Required.Verify(handle, "anything"u8, signature));
        Assert.Null(Ed25519Key.TryCreate(key));
    }

    [Fact]
    public void Keys_at_or_above_the_prime_are_refused()
    {
        for (var y = Prime; y < BigInteger.Pow(2, 255); y++)
            Assert.False(Ed25519.IsAcceptableKey(LittleEndian(y)));

        Assert.True(Ed25519.IsAcceptableKey(LittleEndian(Prime - 2)));
        Assert.False(Ed25519.IsAcceptableKey(new byte[31]));
        Assert.False(Ed25519.IsAcceptableKey(new byte[33]));
    }

    [Fact]
    public void A_second_spelling_of_a_signature_is_refused()
    {
        var key = TestKeys.Ed25519Private;
        var signature = key.Sign("text"u8);
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true);
        byte[] second = [.. signature.AsSpan(0, 32), .. LittleEndian(s + Order)];

        Assert.True(key.ToVerificationKey().Verify("text"u8, signature));
        Assert.False(key.ToVerificationKey().Verify("text"u8, second));
        Assert.False(Ed25519.IsCanonicalSignature(second));
        Assert.True(Ed25519.IsCanonicalSignature([.. new byte[32], .. LittleEndian(Order - 1)]));
        Assert.False(Ed25519.IsCanonicalSignature([.. new byte[32], .. LittleEndian(Order)]));
        Assert.False(Ed25519.IsCanonicalSignature([.. new byte[32], .. LittleEndian(Order + 1)]));
    }

    [Fact]
    public void Verification_does_not_allocate()
    {
        var key = TestKeys.Ed25519Public;
        var signature = TestKeys.Ed25519Private.Sign("text"u8);

        Allocation.AssertNone(() => Assert.True(key.Verify("text"u8, signature)));
        Allocation.AssertNone(() => Assert.False(key.Verify("other"u8, signature)));
    }

    [Fact]
    public void Keys_take_turns_on_a_thread()
    {
        using var other = Ed25519SigningKey.Generate();
        VerificationKey[] keys = [TestKeys.Ed25519Public, other.ToVerificationKey()];
        byte[][] signatures = [TestKeys.Ed25519Private.Sign("text"u8), other.Sign("text"u8)];

        for (var i = 0; i < 8; i++)
        {
            Assert.True(keys[i % 2].Verify("text"u8, signatures[i % 2]));
            Assert.False(keys[i % 2].Verify("text"u8, signatures[(i + 1) % 2]));
        }
    }

    [Fact]
    public void Threads_share_a_key()
    {
        var key = TestKeys.Ed25519Public;
        var good = 0;
        Parallel.For(0, 400, i =>
        {
            byte[] message = [(byte)i, (byte)(i >> 8)];
            if (key.Verify(message, TestKeys.Ed25519Private.Sign(message)) && !key.Verify([0xff, .. message], TestKeys.Ed25519Private.Sign(message)))
                Interlocked.Increment(ref good);
        });

        Assert.Equal(400, good);
    }

    [Fact]
    public void A_disposed_key_does_not_sign()
    {
        var key = Ed25519SigningKey.Generate();
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Sign("text"u8));
    }

    private static byte[] LittleEndian(BigInteger number)
    {
        var bytes = new byte[32];
        Assert.True(number.TryWriteBytes(bytes, out _, isUnsigned: true));
        return bytes;
    }
}
