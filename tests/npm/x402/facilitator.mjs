// The reference facilitator over HTTP: POST /verify, POST /settle, GET /supported. RPC_URL, PRIVATE_KEY, NETWORK.
import { x402Facilitator } from "@x402/core/facilitator";
import { toFacilitatorEvmSigner } from "@x402/evm";
import { registerExactEvmScheme } from "@x402/evm/exact/facilitator";
import express from "express";
import { createWalletClient, http, publicActions } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { baseSepolia } from "viem/chains";
import { listen } from "./listen.mjs";

const { RPC_URL, PRIVATE_KEY, NETWORK = "eip155:84532" } = process.env;

const account = privateKeyToAccount(PRIVATE_KEY);
const chain = { ...baseSepolia, id: Number(NETWORK.split(":")[1]) };
// A public testnet's four-second polling would make every receipt wait four seconds.
const client = createWalletClient({ account, chain, transport: http(RPC_URL), pollingInterval: 20 }).extend(publicActions);
const facilitator = new x402Facilitator();
registerExactEvmScheme(facilitator, {
  signer: toFacilitatorEvmSigner({ ...client, address: account.address }),
  networks: NETWORK,
});

const answer = (work) => async (request, response) => {
  try {
    response.json(await work(request.body ?? {}));
  } catch (error) {
    response.status(500).json({ error: error.message });
  }
};

const app = express();
app.use(express.json());
app.get("/supported", answer(() => facilitator.getSupported()));
app.post("/verify", answer((body) => facilitator.verify(body.paymentPayload, body.paymentRequirements)));
app.post("/settle", answer((body) => facilitator.settle(body.paymentPayload, body.paymentRequirements)));
listen(app);
