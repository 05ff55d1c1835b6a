// The reference client: one GET that pays when asked to. URL, PRIVATE_KEY, NETWORK, USER_AGENT. Prints one JSON line.
import { ExactEvmScheme } from "@x402/evm";
import { decodePaymentResponseHeader, wrapFetchWithPaymentFromConfig } from "@x402/fetch";
import { privateKeyToAccount } from "viem/accounts";

const { URL, PRIVATE_KEY, NETWORK = "eip155:84532", USER_AGENT } = process.env;

const pay = wrapFetchWithPaymentFromConfig(fetch, {
  schemes: [{ network: NETWORK, client: new ExactEvmScheme(privateKeyToAccount(PRIVATE_KEY)) }],
});
const response = await pay(URL, { headers: USER_AGENT ? { "User-Agent": USER_AGENT } : {} });
const receipt = response.headers.get("PAYMENT-RESPONSE");
console.log(
  JSON.stringify({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
    paymentResponse: receipt ? decodePaymentResponseHeader(receipt) : null,
  }),
);
