// A site with the reference verifier: 200 with the key id for a request that verifies, 403 with the reason for any other. JWK.
import { createServer } from "node:http";
import { verify } from "web-bot-auth";
import { verifierFromJWK } from "web-bot-auth/crypto";

const verifier = await verifierFromJWK(JSON.parse(process.env.JWK));

const server = createServer(async (request, response) => {
  const message = new Request(`http://${request.headers.host}${request.url}`, { method: request.method, headers: request.headers });
  try {
    const keyid = await verify(message, async (data, signature, params) => {
      await verifier(data, signature, params);
      return params.keyid;
    });
    response.writeHead(200).end(keyid);
  } catch (error) {
    response.writeHead(403).end(error.message);
  }
});
server.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
