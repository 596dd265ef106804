/** Waits for SIGINT or SIGTERM. A second one, unless it comes within half a second, ends the process at once. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAtMs: number | undefined;
    const onSignal = (name: NodeJS.Signals): void => {
      const nowMs = performance.now();
      firstAtMs ??= nowMs;
      // A signal to the whole process group reaches us twice: from its sender, and passed on by npm's wrapper.
      if (nowMs - firstAtMs > 500) process.exit(name === "SIGINT" ? 130 : 143);
      resolve(name);
    };
    for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, onSignal);
  });
}
