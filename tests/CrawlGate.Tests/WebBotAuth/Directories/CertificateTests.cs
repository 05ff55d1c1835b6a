using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

public class CertificateTests
{
    [Fact]
    public async Task A_certificate_nobody_vouches_for_is_refused_and_the_URLs_inside_it_are_not_fetched()
    {
        await using var issuer = RawServer.Saying("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        using var certificate = CertificateNaming(issuer.Url);
        // Offline, for a server looks for the issuers of its own certificate too.
        var presented = SslStreamCertificateContext.Create(certificate, null, offline: true);
        await using var server = new RawServer(async (stream, stop) =>
        {
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = presented }, stop);
        });
        using var client = new PublicHttpClient(new PublicHttpClientOptions { UnsafeAllowPrivateAddressesAndPlainHttp = true });

        var outcome = await client.GetAsync(new Uri($"https://127.0.0.1:{server.Port}/"));

        Assert.Contains("certificate", Assert.IsType<FetchOutcome.Failed>(outcome).Reason, StringComparison.Ordinal);
        Assert.Equal(1, server.Connections);
        Assert.Equal(0, issuer.Connections);
    }

    private static X509Certificate2 CertificateNaming(Uri issuerUrl)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityName = new X500DistinguishedName("CN=Unknown authority");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([], [new Uri(issuerUrl, "ca.cer").AbsoluteUri]));
        var generator = X509SignatureGenerator.CreateForECDsa(authorityKey);
        using var signed = request.Create(authorityName, generator, TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1), [1, 2, 3]);
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
