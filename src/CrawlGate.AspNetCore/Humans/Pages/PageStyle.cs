using System.Security.Cryptography;
using System.Text;

namespace CrawlGate.AspNetCore;

/// <summary>How the gate's pages look: by day and by night, on any screen, in either direction of writing. Nothing moves.</summary>
internal static class PageStyle
{
    /// <summary>The stylesheet.</summary>
    public const string Css =
        """
        :root{color-scheme:light dark;--page:#f5f5f2;--card:#fff;--text:#1d2126;--soft:#545b63;--line:#dcdedc;--edge:#747b84;--link:#0a55ad;--go:#0a55ad;--on-go:#fff;--note:#eaf2fb;--bad:#a01620;--bad-page:#fdefef}
        @media (prefers-color-scheme:dark){:root{--page:#14171b;--card:#1d2127;--text:#e9ebee;--soft:#aeb5be;--line:#353b43;--edge:#8b939e;--link:#93c0ff;--go:#93c0ff;--on-go:#0b1420;--note:#1b2a3d;--bad:#ffb4ab;--bad-page:#3a1e1d}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--page);color:var(--text);font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
        main,footer{max-width:40rem;margin-inline:auto;padding-inline:1.25rem}
        main{padding-block:clamp(1.5rem,6vw,4rem) 1rem}
        h1{font-size:clamp(1.6rem,5vw,2.1rem);line-height:1.25;margin:0 0 1rem;text-wrap:balance}
        h2{font-size:1.2rem;line-height:1.35;margin:0 0 .5rem}
        p{margin:0 0 1rem}
        .lead{font-size:1.125rem}
        .soft{color:var(--soft)}
        section,.notice,.error{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.5rem;margin-block:1.5rem}
        section>:last-child,.notice>:last-child,.error>:last-child,form>:last-child{margin-block-end:0}
        .notice{background:var(--note)}
        .error{background:var(--bad-page);border:2px solid var(--bad)}
        .wrong{color:var(--bad);font-weight:600}
        .wrong::before{content:"\26A0\FE0E\20";content:"\26A0\FE0E\20"/""}
        a{color:var(--link);text-underline-offset:.15em}
        a,button,input,select,textarea,summary{scroll-margin-block:1rem}
        :focus-visible{outline:3px solid var(--link);outline-offset:3px;border-radius:.25rem}
        button,.button{display:inline-block;font:inherit;font-weight:600;line-height:1.4;min-height:2.75rem;padding:.65rem 1.35rem;border:2px solid var(--go);border-radius:.5rem;background:var(--go);color:var(--on-go);text-decoration:none;cursor:pointer}
        button:hover,.button:hover{text-decoration:underline}
        .second,section~section button,section~section .button{background:transparent;color:var(--link)}
        button.plain{border:0;padding:.25rem 0;min-height:1.75rem;font-weight:400;text-decoration:underline;margin-block-start:.5rem;text-underline-offset:.15em}
        .row{display:flex;flex-wrap:wrap;gap:.75rem 1rem;align-items:center}
        label{display:block;font-weight:600;margin-block-end:.25rem}
        .hint{color:var(--soft);margin:0 0 .5rem}
        .field{margin-block-end:1.25rem}
        input,select,textarea{display:block;width:100%;min-height:2.75rem;font:inherit;padding:.55rem .75rem;border:1px solid var(--edge);border-radius:.5rem;background:var(--card);color:var(--text)}
        textarea{min-height:7rem;resize:vertical}
        input[readonly],textarea[readonly]{background:var(--page)}
        input[dir=ltr],textarea[dir=ltr],code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.95em}
        [aria-invalid=true]{border:2px solid var(--bad)}
        code{unicode-bidi:isolate}
        dl{margin:0 0 1rem}
        dt{font-weight:600}
        dd{margin:0 0 .5rem}
        ul{margin:0;padding-inline-start:1.25rem}
        li{margin-block:.25rem}
        li a{display:inline-block;min-height:1.75rem}
        svg,.qr{display:block;width:min(100%,17rem);height:auto;margin:0 0 1.25rem;border-radius:.5rem}
        footer{padding-block:0 3rem;color:var(--soft);font-size:1rem}
        footer p{margin-block-end:.5rem}
        nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:1.25rem 0 0;padding:1rem 0 0;border-block-start:1px solid var(--line)}
        nav a,nav strong{display:inline-block;min-height:1.75rem}
        [hidden]{display:none}

        """;

    /// <summary>The source that a content security policy allows it by.</summary>
    public static string Hash { get; } = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)));
}
