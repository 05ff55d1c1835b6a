// A bot with the reference signer: one signed GET. URL, AGENT, JWK; TAMPER=1 signs for another site. Prints one JSON line.
import { signatureHeaders } from "web-bot-auth";
import { signerFromJWK } from "web-bot-auth/crypto";

const { URL: url, AGENT, JWK, TAMPER } = process.env;

const signer = await signerFromJWK(JSON.parse(JWK));
const now = Date.now();
const request = new Request(TAMPER ? "https://elsewhere.example/" : url, { headers: { "Signature-Agent": AGENT } });
const signed = await signatureHeaders(request, signer, { created: new Date(now), expires: new Date(now + 60_000) });
const response = await fetch(url, { headers: { "Signature-Agent": AGENT, ...signed } });
console.log(JSON.stringify({ status: response.status, body: await response.text() }));
