// node semaphore-keys.mjs <file>: writes src/CrawlGate.Personhood/Semaphore/semaphore-4.keys; its README tells the format.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const word = (decimal) => Buffer.from(BigInt(decimal).toString(16).padStart(64, "0"), "hex");
const g1 = ([x, y, z]) => {
  if (z !== "1") throw new Error("A point is not affine.");
  return [word(x), word(y)];
};
const g2 = ([x, y, z]) => {
  if (z[0] !== "1" || z[1] !== "0") throw new Error("A point is not affine.");
  return [...x, ...y].map(word);
};

const keys = Array.from({ length: 32 }, (_, i) => JSON.parse(readFileSync(require.resolve(`@zk-kit/semaphore-artifacts/semaphore-${i + 1}.json`), "utf8")));
const common = ({ vk_alpha_1, vk_beta_2, vk_gamma_2 }) => Buffer.concat([...g1(vk_alpha_1), ...g2(vk_beta_2), ...g2(vk_gamma_2)]);
for (const key of keys)
  if (key.protocol !== "groth16" || key.curve !== "bn128" || key.IC.length !== 5 || !common(key).equals(common(keys[0])))
    throw new Error("The keys differ in what they should share.");

const own = ({ vk_delta_2, IC }) => Buffer.concat([...g2(vk_delta_2), ...IC.flatMap(g1)]);
writeFileSync(process.env.OUTPUT ?? process.argv[2], Buffer.concat([common(keys[0]), ...keys.map(own)]));
