// An issuer and a client of the reference implementation in one: GET /.well-known/private-token-issuer-directory is the issuer's; POST /
// with a WWW-Authenticate value answers the Authorization value for its first challenge of type 2. ISSUER names the issuer.
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import {
  AuthorizationHeader, MediaType, PRIVATE_TOKEN_ISSUER_DIRECTORY, TOKEN_TYPES, WWWAuthenticateHeader, publicVerif, util,
} from "@cloudflare/privacypass-ts";

const mode = publicVerif.BlindRSAMode.PSS;
const keys = await publicVerif.Issuer.generateKey(mode, { modulusLength: 2048, publicExponent: Uint8Array.from([1, 0, 1]) });
const issuer = new publicVerif.Issuer(mode, process.env.ISSUER, keys.privateKey, keys.publicKey);
const tokenKey = util.convertEncToRSASSAPSS(await publicVerif.getPublicKeyBytes(keys.publicKey));
const directory = {
  "issuer-request-uri": "/token-request",
  "token-keys": [{ "token-type": TOKEN_TYPES.BLIND_RSA.value, "token-key": Buffer.from(tokenKey).toString("base64url") }],
};

const answer = async (header) => {
  const challenge = WWWAuthenticateHeader.parse(header).find((one) => one.challenge.tokenType === TOKEN_TYPES.BLIND_RSA.value);
  if (challenge.challenge.issuerName !== process.env.ISSUER) {
    throw new Error("the challenge is for another issuer");
  }
  const client = new publicVerif.Client(mode);
  const request = await client.createTokenRequest(challenge.challenge, challenge.tokenKey);
  const response = await issuer.issue(publicVerif.TokenRequest.deserialize(TOKEN_TYPES.BLIND_RSA, request.serialize()));
  const token = await client.finalize(client.deserializeTokenResponse(response.serialize()));
  return new AuthorizationHeader(token).toString(true);
};

const server = createServer(async (request, response) => {
  try {
    if (request.method === "GET" && request.url === PRIVATE_TOKEN_ISSUER_DIRECTORY) {
      response.writeHead(200, { "content-type": MediaType.PRIVATE_TOKEN_ISSUER_DIRECTORY }).end(JSON.stringify(directory));
    } else {
      response.writeHead(200).end(await answer(await text(request)));
    }
  } catch (error) {
    response.writeHead(500).end(error.stack);
  }
});
server.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
