// Makes and verifies Semaphore proofs with the packages that clients use: answers each POSTed {"op", …} with one JSON object.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { Group, Identity } from "@semaphore-protocol/core";
import { generateProof, verifyProof } from "@semaphore-protocol/proof";

const require = createRequire(import.meta.url);

// A member that was removed is a zero, which cannot be added.
const groupOf = (members) => {
  const group = new Group();
  members.forEach((member) => group.addMember(BigInt(member) === 0n ? 1n : BigInt(member)));
  members.forEach((member, index) => BigInt(member) === 0n && group.removeMember(index));
  return group;
};

const operations = {
  identity: ({ secret }) => ({ commitment: new Identity(secret).commitment.toString() }),
  group: ({ members }) => {
    const group = groupOf(members);
    return { root: group.root.toString(), depth: group.depth, size: group.size };
  },
  siblings: ({ members, index }) => ({ siblings: groupOf(members).generateMerkleProof(index).siblings.map(String) }),
  prove: async ({ secret, members, message, scope, depth }) => {
    // Without paths the package would download the circuit.
    const artifact = (kind) => require.resolve(`@zk-kit/semaphore-artifacts/semaphore-${depth}.${kind}`);
    return generateProof(new Identity(secret), groupOf(members), message, scope, depth, { wasm: artifact("wasm"), zkey: artifact("zkey") });
  },
  verify: async ({ proof }) => {
    try {
      return { valid: (await verifyProof(proof)) === true };
    } catch (error) {
      return { valid: false, error: String(error) };
    }
  },
};

// How long a verification takes, in milliseconds: one after the other, in this process.
operations.measure = async ({ proof, times }) => {
  const began = performance.now();
  for (let i = 0; i < times; i++) if ((await verifyProof(proof)) !== true) throw new Error("the proof is not valid");
  return { milliseconds: (performance.now() - began) / times };
};

const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  try {
    const question = JSON.parse(body);
    response.end(JSON.stringify(await operations[question.op](question)));
  } catch (error) {
    response.statusCode = 500;
    response.end(JSON.stringify({ error: error.stack ?? String(error) }));
  }
});
server.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
