// The reference resource server: GET /paid costs $0.001, GET /free costs nothing. FACILITATOR_URL, API_KEY, PAY_TO, NETWORK.
import { HTTPFacilitatorClient } from "@x402/core/server";
import { ExactEvmScheme } from "@x402/evm/exact/server";
import { paymentMiddleware, x402ResourceServer } from "@x402/express";
import express from "express";
import { listen } from "./listen.mjs";

const { FACILITATOR_URL, API_KEY, PAY_TO, NETWORK = "eip155:84532" } = process.env;

const headers = { Authorization: `Bearer ${API_KEY}` };
const createAuthHeaders = API_KEY ? async () => ({ verify: headers, settle: headers, supported: {} }) : undefined;
const resourceServer = new x402ResourceServer(new HTTPFacilitatorClient({ url: FACILITATOR_URL, createAuthHeaders }))
  .register(NETWORK, new ExactEvmScheme());
const routes = {
  "GET /paid": {
    accepts: { scheme: "exact", price: "$0.001", network: NETWORK, payTo: PAY_TO },
    description: "A paid page",
    mimeType: "application/json",
  },
};

const app = express();
app.use(paymentMiddleware(routes, resourceServer));
app.get("/paid", (_, response) => response.json({ page: "paid" }));
app.get("/free", (_, response) => response.json({ page: "free" }));
listen(app);
