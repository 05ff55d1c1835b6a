// A bot with the reference signer: one signed GET. URL, AGENT, JWK; TAMPER=1 signs for another site, TIMES=2 sends the same request
// again, HEADERS (JSON) adds headers. Prints one JSON line about the last answer.
import { signatureHeaders } from "web-bot-auth";
import { signerFromJWK } from "web-bot-auth/crypto";

const { URL: url, AGENT, JWK, TAMPER, TIMES = "1", HEADERS = "{}" } = process.env;

const signer = await signerFromJWK(JSON.parse(JWK));
const now = Date.now();
const request = new Request(TAMPER ? "https://elsewhere.example/" : url, { headers: { "Signature-Agent": AGENT } });
const signed = await signatureHeaders(request, signer, { created: new Date(now), expires: new Date(now + 60_000) });
let response;
for (let i = 0; i < Number(TIMES); i++) {
  response = await fetch(url, { headers: { ...JSON.parse(HEADERS), "Signature-Agent": AGENT, ...signed } });
}
console.log(JSON.stringify({ status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }));
