// Puts Multicall3, which the reference facilitator asks for the reason of a failure, at its usual address. RPC_URL.
import { createTestClient, http, publicActions, walletActions } from "viem";
import { baseSepolia } from "viem/chains";
// viem ships the init code without exporting it.
const { multicall3Bytecode } = await import("./node_modules/viem/_esm/constants/contracts.js");

const { address } = baseSepolia.contracts.multicall3;
const client = createTestClient({ mode: "anvil", transport: http(process.env.RPC_URL), pollingInterval: 20 })
  .extend(publicActions)
  .extend(walletActions);
const [account] = await client.getAddresses();
const hash = await client.sendTransaction({ account, data: multicall3Bytecode, chain: null });
const { contractAddress } = await client.waitForTransactionReceipt({ hash });
await client.setCode({ address, bytecode: await client.getCode({ address: contractAddress }) });
console.log(address);
