// The real AgentKit. Reads one JSON object from standard input and prints one:
// {messages: [{info, address}]} answers {texts}, the message of each as the siwe library or the SDK prints it, null where it refuses;
// {extension, privateKey, address, chainId, type, change} signs our offer, with some members changed before or (unsigned) after, and
// answers {header, sameSchema, payloadFits, valid}: whether the schema of the offer is the SDK's and whether its server accepts the header.
import { text } from "node:stream/consumers";
import { isDeepStrictEqual } from "node:util";
import {
  AgentkitPayloadSchema, buildAgentkitSchema, formatSIWEMessage, formatSIWSMessage, parseAgentkitHeader, validateAgentkitMessage,
} from "@worldcoin/agentkit";
import { privateKeyToAccount } from "viem/accounts";

const format = (info, address) => (info.chainId.startsWith("solana:") ? formatSIWSMessage : formatSIWEMessage)(info, address);

const tryFormat = ({ info, address }) => {
  try {
    return format(info, address);
  } catch {
    return null;
  }
};

const sign = async ({ extension, privateKey, address, chainId, type, change, unsigned }) => {
  const account = privateKeyToAccount(privateKey);
  const signer = address ?? account.address;
  const info = { ...extension.info, chainId, type, ...change };
  const message = format(info, signer);
  const payload = { ...info, address: signer, signature: await account.signMessage({ message }), ...unsigned };
  const header = Buffer.from(JSON.stringify(payload)).toString("base64");
  return {
    header,
    sameSchema: isDeepStrictEqual(extension.schema, buildAgentkitSchema()),
    payloadFits: AgentkitPayloadSchema.safeParse(payload).success,
    valid: (await validateAgentkitMessage(parseAgentkitHeader(header), extension.info.uri)).valid,
    offered: extension.supportedChains.some((chain) => chain.chainId === chainId && chain.type === type),
  };
};

const input = JSON.parse(await text(process.stdin));
console.log(JSON.stringify(input.messages ? { texts: input.messages.map(tryFormat) } : await sign(input)));
