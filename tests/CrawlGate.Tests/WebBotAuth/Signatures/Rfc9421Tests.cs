using System.Security.Cryptography;
using System.Text;
using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

/// <summary>The examples of RFC 9421 appendix B: bases byte for byte, and the signatures over them.</summary>
public sealed class Rfc9421Tests
{
    private const string Digest = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";
    private const string ResponseDigest = "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:";
    private const string ClientCertificate =
        ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=:";

    private static readonly (string, string)[] RequestLines =
    [
        ("Host", "example.com"), ("Date", "Tue, 20 Apr 2021 02:07:55 GMT"), ("Content-Type", "application/json"), ("Content-Digest", Digest), ("Content-Length", "18"),
    ];

    [Fact]
    public void B_2_1_a_minimal_signature() => AssertGenuine(
        Request("""sig-b21=();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd" """,
            "sig-b21=:d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==:"),
        TestKeys.Rsa,
        """
        "@signature-params": ();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd"
        """);

    [Fact]
    public void B_2_2_selected_components() => AssertGenuine(
        Request("""sig-b22=("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss";tag="header-example" """,
            "sig-b22=:LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==:"),
        TestKeys.Rsa,
        $"""
        "@authority": example.com
        "content-digest": {Digest}
        "@query-param";name="Pet": dog
        "@signature-params": ("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss";tag="header-example"
        """);

    [Fact]
    public void B_2_3_full_coverage() => AssertGenuine(
        Request("""sig-b23=("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss" """,
            "sig-b23=:bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==:"),
        TestKeys.Rsa,
        $"""
        "date": Tue, 20 Apr 2021 02:07:55 GMT
        "@method": POST
        "@path": /foo
        "@query": ?param=Value&Pet=dog
        "@authority": example.com
        "content-type": application/json
        "content-digest": {Digest}
        "content-length": 18
        "@signature-params": ("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss"
        """);

    [Fact]
    public void B_2_4_a_response() => AssertGenuine(
        new TestResponse(200, Request("", ""),
            ("Content-Type", "application/json"), ("Content-Digest", ResponseDigest), ("Content-Length", "23"),
            ("Signature-Input", """sig-b24=("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256" """),
            ("Signature", "sig-b24=:wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==:")),
        TestKeys.P256,
        $"""
        "@status": 200
        "content-type": application/json
        "content-digest": {ResponseDigest}
        "content-length": 23
        "@signature-params": ("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"
        """);

    [Fact]
    public void B_2_5_the_base_of_a_shared_secret_signature()
    {
        var request = Request("""sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret" """, "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:");
        var signature = Read(request);

        Assert.Equal(
            """
            "date": Tue, 20 Apr 2021 02:07:55 GMT
            "@authority": example.com
            "content-type": application/json
            "@signature-params": ("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"
            """,
            Base(request, signature));
        var secret = Convert.FromBase64String("uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==");
        Assert.Equal(signature.Value, HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(Base(request, signature))));
    }

    [Fact]
    public void B_2_6_a_request_signed_with_ed25519()
    {
        var request = Request("""sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519" """,
            "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:");

        AssertGenuine(request, TestKeys.Ed25519Public,
            """
            "date": Tue, 20 Apr 2021 02:07:55 GMT
            "@method": POST
            "@path": /foo
            "@authority": example.com
            "content-type": application/json
            "content-length": 18
            "@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"
            """);
        Assert.Equal(
            ":wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:",
            MessageSigner.Sign(request, "sig-b26", """("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519" """.Trim(), TestKeys.Ed25519Private));
    }

    [Fact]
    public void B_3_a_proxy_signs_the_client_certificate() => AssertGenuine(
        new TestRequest("POST", "https://service.internal.example/foo?param=Value&Pet=dog",
            ("Client-Cert", ClientCertificate),
            ("Signature-Input", """ttrp=("@path" "@query" "@method" "@authority" "client-cert");created=1618884473;keyid="test-key-ecc-p256" """),
            ("Signature", "ttrp=:xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgmizw==:")),
        TestKeys.P256,
        $"""
        "@path": /foo
        "@query": ?param=Value&Pet=dog
        "@method": POST
        "@authority": service.internal.example
        "client-cert": {ClientCertificate}
        "@signature-params": ("@path" "@query" "@method" "@authority" "client-cert");created=1618884473;keyid="test-key-ecc-p256"
        """);

    [Theory]
    [InlineData(true, "GET", "https://example.org/demo?name1=Value1&Name2=value2", "application/json", "*/*")]
    [InlineData(true, "GET", "https://example.org/demo?name1=Value1&Name2=value2&param=added", "application/json", "*/*")]
    [InlineData(true, "GET", "https://example.org/demo?name1=Value1&Name2=value2", "application/json, */*")]
    [InlineData(false, "POST", "https://example.com/demo?name1=Value1&Name2=value2", "application/json", "*/*")]
    [InlineData(false, "GET", "https://example.org/demo?name1=Value1&Name2=value2", "*/*", "application/json")]
    public void B_4_transformations_of_a_message(bool isGenuine, string method, string url, params string[] accept)
    {
        var request = new TestRequest(method, url,
        [
            .. accept.Select(value => ("Accept", value)),
            ("Signature-Input", """transform=("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-key-ed25519" """),
            ("Signature", "transform=:ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==:"),
        ]);

        Assert.Equal(isGenuine ? null : SignatureFault.Refuted, Read(request).Verify(request, TestKeys.Ed25519Public)?.Fault);
    }

    private static TestRequest Request(string input, string signature) =>
        new("POST", "https://example.com/foo?param=Value&Pet=dog", [.. RequestLines, ("Signature-Input", input), ("Signature", signature)]);

    private static void AssertGenuine(SignedMessage message, VerificationKey key, string expectedBase)
    {
        var signature = Read(message);

        Assert.Equal(expectedBase, Base(message, signature));
        Assert.Null(signature.Verify(message, key));
        signature.Value[10] ^= 1;
        Assert.Equal(SignatureFault.Refuted, signature.Verify(message, key)!.Fault);
    }

    private static MessageSignature Read(SignedMessage message)
    {
        Assert.Null(MessageSignature.TryRead(message, out var signatures));
        return Assert.Single(signatures);
    }

    private static string Base(SignedMessage message, MessageSignature signature)
    {
        Assert.Null(SignatureBase.TryBuild(message, signature, out var built));
        using (built)
            return Encoding.ASCII.GetString(built.Bytes);
    }
}
