// node compile-semaphore.mjs <node_modules with the contracts> <output folder>: writes one {bytecode, selectors, links} JSON file for each
// contract that a deployment needs; links tells where the addresses of libraries go.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import solc from "solc";

const [packages, output] = process.argv.slice(2);
const read = (path) => ({ contents: readFileSync(join(packages, path), "utf8") });
const deployed = {
  PoseidonT3: "poseidon-solidity/PoseidonT3.sol",
  Semaphore: "@semaphore-protocol/contracts/Semaphore.sol",
  SemaphoreVerifier: "@semaphore-protocol/contracts/base/SemaphoreVerifier.sol",
};

const { errors = [], contracts } = JSON.parse(
  solc.compile(
    JSON.stringify({
      language: "Solidity",
      sources: Object.fromEntries(Object.values(deployed).map((path) => [path, { content: read(path).contents }])),
      settings: {
        evmVersion: "cancun",
        optimizer: { enabled: true },
        outputSelection: { "*": { "*": ["evm.bytecode.object", "evm.bytecode.linkReferences", "evm.methodIdentifiers"] } },
      },
    }),
    { import: read },
  ),
);
const failures = errors.filter(({ severity }) => severity === "error");
if (failures.length > 0) {
  console.error(failures.map((error) => error.formattedMessage).join("\n"));
  process.exit(1);
}

mkdirSync(output, { recursive: true });
for (const [name, path] of Object.entries(deployed)) {
  const { evm } = contracts[path][name];
  const links = Object.assign({}, ...Object.values(evm.bytecode.linkReferences));
  const artifact = {
    bytecode: "0x" + evm.bytecode.object.replaceAll(/__\$[0-9a-f]{34}\$__/g, "0".repeat(40)),
    selectors: evm.methodIdentifiers,
    links: Object.fromEntries(Object.entries(links).map(([library, places]) => [library, places.map(({ start }) => start)])),
  };
  writeFileSync(join(output, name + ".json"), JSON.stringify(artifact));
}
