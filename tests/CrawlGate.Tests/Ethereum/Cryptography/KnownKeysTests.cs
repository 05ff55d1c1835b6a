using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class KnownKeysTests
{
    private const int Enough = KnownKeys.SightingsToLearn;

    [Fact]
    public void Answers_are_the_same_before_and_after_a_key_is_known()
    {
        var keys = new KnownKeys();
        TestKey key = TestKey.Sample("key", 0), other = TestKey.Sample("other", 0);
        for (var i = 1; i <= 2 * Enough; i++)
        {
            var digest = Numbers.Sample("digest", i);
            Assert.False(keys.IsSignedBy(digest, other.Sign(digest), key.Address));
            Assert.False(keys.IsSignedBy(Numbers.Sample("other digest", i), key.Sign(digest), key.Address));
            Assert.Equal(i > Enough, keys.Contains(key.Address));
            Assert.True(keys.IsSignedBy(digest, key.Sign(digest), key.Address));
            Assert.Equal(i >= Enough, keys.Contains(key.Address));
        }

        Assert.Equal(1, keys.Count);
    }

    [Fact]
    public void The_public_function_agrees_with_recovery_at_any_time()
    {
        foreach (var vector in GoldenSignatures.TypedData)
        {
            Assert.True(EcdsaSignature.TryParse(vector.Signature, out var signature));
            for (var i = 0; i < 2 * Enough; i++)
            {
                Assert.True(Secp256k1.IsSignedBy(vector.Digest, signature, vector.Signer));
                Assert.False(Secp256k1.IsSignedBy(Numbers.Sample("digest", i), signature, vector.Signer));
                Assert.False(Secp256k1.IsSignedBy(vector.Digest, default, vector.Signer));
                Assert.False(Secp256k1.IsSignedBy(vector.Digest, signature, default));
            }

            Assert.True(Secp256k1.Known.Contains(vector.Signer));
        }
    }

    [Fact]
    public void Forged_signatures_make_no_key_known()
    {
        var keys = new KnownKeys();
        TestKey victim = TestKey.Sample("key", 0), forger = TestKey.Sample("other", 0);
        for (var i = 0; i < (10 * Enough) - 1; i++)
        {
            var digest = Numbers.Sample("digest", i);
            Assert.False(keys.IsSignedBy(digest, forger.Sign(digest), victim.Address));
        }

        // They did not even count: neither for the one they name nor for the one who made them.
        Assert.Equal(0, keys.Count);
        foreach (var key in (TestKey[])[victim, forger])
        {
            for (var i = 1; i <= Enough; i++)
            {
                Assert.False(keys.Contains(key.Address));
                Assert.True(keys.IsSignedBy(default, key.Sign(default), key.Address));
            }
        }

        Assert.Equal(2, keys.Count);
    }

    [Fact]
    public void Many_keys_stay_within_the_bound_and_do_not_drive_out_one_in_use()
    {
        var keys = new KnownKeys();
        var used = TestKey.Sample("used", 0);
        UseOften(keys, used);
        for (var i = 0; i < 2 * KnownKeys.Capacity; i++)
        {
            UseOften(keys, TestKey.Sample("key", i));
            Assert.True(keys.IsSignedBy(default, used.Sign(default), used.Address));
            Assert.True(keys.Contains(used.Address));
        }

        Assert.InRange(keys.Count, KnownKeys.Capacity / 2, KnownKeys.Capacity);
        Assert.Contains(Enumerable.Range(0, KnownKeys.Capacity), i => !keys.Contains(TestKey.Sample("key", i).Address));
    }

    [Fact]
    public void A_payer_among_strangers_is_noticed()
    {
        var sightings = new KeySightings();
        var payer = TestKey.Sample("key", 0).Address;
        var noticed = 0;
        for (var i = 0; i < 100 * Enough; i++)
        {
            if (sightings.Add(payer, Enough))
                noticed++;

            Assert.False(sightings.Add(new Address(Numbers.Sample("stranger", i).ToArray().AsSpan(12)), Enough));
        }

        Assert.InRange(noticed, 80, 100);
    }

    [Fact]
    public void Verifying_for_a_known_address_allocates_nothing()
    {
        var keys = new KnownKeys();
        var key = TestKey.Sample("key", 0);
        UseOften(keys, key);
        var signature = key.Sign(default);
        Assert.True(keys.IsSignedBy(default, signature, key.Address));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            keys.IsSignedBy(default, signature, key.Address);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Eight_threads_get_right_answers_while_keys_become_known()
    {
        var keys = new KnownKeys();
        var signers = Enumerable.Range(0, 24).Select(i => TestKey.Sample("key", i)).ToArray();
        var signatures = signers.Select(signer => signer.Sign(default)).ToArray();
        var wrong = 0;
        var threads = Enumerable.Range(0, 8).Select(thread => new Thread(() =>
        {
            for (var i = 0; i < 40 * signers.Length; i++)
            {
                var (signer, signature) = (signers[i % signers.Length], signatures[i % signers.Length]);
                if (!keys.IsSignedBy(default, signature, signer.Address)
                    || keys.IsSignedBy(default, signatures[(i + 1 + thread) % signers.Length], signer.Address))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        Assert.Equal(0, wrong);
        Assert.InRange(keys.Count, signers.Length / 2, signers.Length);
    }

    private static void UseOften(KnownKeys keys, TestKey key)
    {
        var signature = key.Sign(default);
        for (var i = 0; i < Enough; i++)
            Assert.True(keys.IsSignedBy(default, signature, key.Address));
    }
}
