// The last x402 version 1 client: one GET that pays when asked to. URL, PRIVATE_KEY, USER_AGENT. Prints one JSON line.
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { baseSepolia } from "viem/chains";
import { decodeXPaymentResponse, wrapFetchWithPayment } from "x402-fetch";

const { URL, PRIVATE_KEY, USER_AGENT } = process.env;

// It signs with the account at hand; nothing is sent to the transport.
const wallet = createWalletClient({ account: privateKeyToAccount(PRIVATE_KEY), chain: baseSepolia, transport: http("http://127.0.0.1:9") });
const pay = wrapFetchWithPayment(fetch, wallet);
const response = await pay(URL, { headers: USER_AGENT ? { "User-Agent": USER_AGENT } : {} });
const receipt = response.headers.get("X-PAYMENT-RESPONSE");
console.log(
  JSON.stringify({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
    paymentResponse: receipt ? decodeXPaymentResponse(receipt) : null,
  }),
);
