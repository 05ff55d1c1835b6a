// An independent signer: POST / with {privateKey, domain, types, primaryType, message} answers {signature}.
import express from "express";
import { privateKeyToAccount } from "viem/accounts";
import { listen } from "./listen.mjs";

const app = express();
app.use(express.json());
app.post("/", async (request, response) => {
  const { privateKey, ...typedData } = request.body;
  response.json({ signature: await privateKeyToAccount(privateKey).signTypedData(typedData) });
});
listen(app);
