// A wallet bridge in memory, the real IDKit as a page would use it, and a wallet that answers with what it is given. Loopback only.
import { randomUUID, webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { CredentialRequest, IDKit, proofOfHuman } from "@worldcoin/idkit-core";

// IDKit fetches its wasm from beside its script; Node's fetch knows no file URLs.
const fetchUrl = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const url = String(input?.url ?? input);
  return url.startsWith("file:")
    ? new Response(readFileSync(new URL(url)), { headers: { "content-type": "application/wasm" } })
    : fetchUrl(input, init);
};

const questions = new Map();
const answers = new Map();
const idkit = new Map();

const importKey = (uri) =>
  webcrypto.subtle.importKey("raw", Buffer.from(new URL(uri).searchParams.get("k"), "base64"), "AES-GCM", false, ["encrypt", "decrypt"]);

const wallet = async ({ uri, answer, key }) => {
  const { searchParams } = new URL(uri);
  const [bridge, id] = [searchParams.get("b"), searchParams.get("i")];
  const ours = await importKey(uri);
  const question = await (await fetchUrl(`${bridge}/request/${id}`)).json();
  const text = await webcrypto.subtle.decrypt({ name: "AES-GCM", iv: Buffer.from(question.iv, "base64") }, ours, Buffer.from(question.payload, "base64"));

  if (answer !== undefined) {
    const iv = webcrypto.getRandomValues(new Uint8Array(12));
    const sealed = await webcrypto.subtle.encrypt({ name: "AES-GCM", iv }, key ? await importKey(key) : ours, Buffer.from(answer));
    await fetchUrl(`${bridge}/response/${id}`, {
      method: "PUT",
      body: JSON.stringify({ iv: Buffer.from(iv).toString("base64"), payload: Buffer.from(sealed).toString("base64") }),
    });
  }

  return { envelope: Object.keys(question), question: Buffer.from(text).toString() };
};

const ask = async ({ config, signal }) => {
  const builder = IDKit.request({ ...config, bridge_url: origin() });
  const request = config.allow_legacy_proofs
    ? await builder.preset(proofOfHuman({ signal }))
    : await builder.constraints(CredentialRequest("proof_of_human", { signal }));
  idkit.set(request.connectorURI, request);
  return { uri: request.connectorURI };
};

const routes = {
  "POST /request": (body) => {
    const id = randomUUID();
    questions.set(id, body);
    return { request_id: id };
  },
  "GET /request": (_, id) => {
    const question = questions.get(id);
    questions.set(id, null);
    return question ?? null;
  },
  "PUT /response": (body, id) => {
    answers.set(id, body);
    return {};
  },
  "GET /response": (_, id) => {
    if (answers.has(id)) {
      const response = answers.get(id);
      answers.delete(id);
      questions.delete(id);
      return { status: "completed", response };
    }
    return questions.has(id) ? { status: questions.get(id) ? "initialized" : "retrieved", response: null } : null;
  },
  "POST /test/wallet": wallet,
  "POST /test/ask": ask,
  "POST /test/poll": async ({ uri }) => idkit.get(uri).pollOnce(),
};

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk)).on("end", async () => {
    const [, first, second] = request.url.split("/");
    const route = routes[`${request.method} /${first}`] ?? routes[`${request.method} /${first}/${second}`];
    try {
      const result = await route(chunks.length > 0 ? JSON.parse(Buffer.concat(chunks)) : undefined, second);
      response.writeHead(result === null ? 404 : 200, { "content-type": "application/json" }).end(JSON.stringify(result));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
});
const origin = () => `http://127.0.0.1:${server.address().port}`;
server.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
