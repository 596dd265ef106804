/**
 * A process that goes on in spite of a first signal, as one in the middle of a long step does:
 * `node busy-process.mjs training|serving`. Says "working" on stderr, and what it does about the signal.
 */
import { createLogger } from "@intentsmith/core";
import { interruptible } from "../../dist/process/interruption.js";
import { untilSignal } from "../../dist/process/until-signal.js";

const logger = createLogger();
const never = new Promise(() => setInterval(() => {}, 1000));
const work = {
  training: () =>
    interruptible(logger, async (signal) => {
      signal.addEventListener("abort", () => logger.info(`stopping for ${signal.reason}`));
      logger.info("working");
      await never;
    }),
  serving: async () => {
    const signalled = untilSignal();
    logger.info("working");
    logger.info(`stopping for ${await signalled}`);
    await never;
  },
};
await work[process.argv[2]]();
