// node compile.mjs <contracts folder> <output folder>: writes one {abi, bytecode, runtime, selectors} JSON file for each contract.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import solc from "solc";

const [contracts, output] = process.argv.slice(2);
const sources = Object.fromEntries(
  readdirSync(contracts)
    .filter((file) => file.endsWith(".sol"))
    .map((file) => [file, { content: readFileSync(join(contracts, file), "utf8") }]),
);

const { errors = [], contracts: compiled } = JSON.parse(
  solc.compile(
    JSON.stringify({
      language: "Solidity",
      sources,
      settings: {
        evmVersion: "cancun",
        optimizer: { enabled: true },
        outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "evm.methodIdentifiers"] } },
      },
    }),
  ),
);
if (errors.length > 0) {
  console.error(errors.map((error) => error.formattedMessage).join("\n"));
  process.exit(1);
}

mkdirSync(output, { recursive: true });
for (const [file, units] of Object.entries(compiled)) {
  const { abi, evm } = units[basename(file, ".sol")];
  const artifact = {
    abi,
    bytecode: "0x" + evm.bytecode.object,
    runtime: "0x" + evm.deployedBytecode.object,
    selectors: evm.methodIdentifiers,
  };
  writeFileSync(join(output, basename(file, ".sol") + ".json"), JSON.stringify(artifact));
}
