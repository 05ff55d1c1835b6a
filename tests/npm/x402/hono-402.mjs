// The reference Hono middleware in front of a priced page, to compare how fast quotes are written. PAY_TO, NETWORK.
import { serve } from "@hono/node-server";
import { ExactEvmScheme } from "@x402/evm/exact/server";
import { paymentMiddleware, x402ResourceServer } from "@x402/hono";
import { Hono } from "hono";
import { announce } from "./listen.mjs";

const { PAY_TO, NETWORK = "eip155:84532" } = process.env;

// Quotes need to know what a facilitator supports and nothing else of it.
const facilitator = {
  getSupported: async () => ({
    kinds: [{ x402Version: 2, scheme: "exact", network: NETWORK }],
    extensions: [],
    signers: {},
  }),
  verify: async () => ({ isValid: false, invalidReason: "not_a_facilitator" }),
  settle: async () => ({ success: false, errorReason: "not_a_facilitator", transaction: "", network: NETWORK }),
};
const resourceServer = new x402ResourceServer(facilitator).register(NETWORK, new ExactEvmScheme());
const routes = {
  "GET /paid": { accepts: { scheme: "exact", price: "$0.001", network: NETWORK, payTo: PAY_TO }, description: "A paid page" },
};

const app = new Hono();
app.use(paymentMiddleware(routes, resourceServer));
app.get("/paid", (context) => context.json({ page: "paid" }));
app.get("/free", (context) => context.json({ page: "free" }));
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => announce(port));
