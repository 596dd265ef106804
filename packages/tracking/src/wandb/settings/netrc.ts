import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The password for a machine in a netrc text. `machine` must equal the host including a port that is not the
 * scheme's default (`127.0.0.1:8080`): the host alone does not match. The login is ignored.
 */
export function netrcPassword(text: string, machine: string): string | undefined {
  const words = text
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, ""))
    .join("\n")
    .split(/\s+/);
  let inMachine = false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word === "machine") inMachine = words[++index] === machine;
    else if (word === "default" || word === "macdef") inMachine = false;
    else if (word === "login" || word === "account") index++;
    else if (word === "password") {
      const password = words[++index];
      if (inMachine && password !== undefined && password !== "") return password;
    }
  }
  return undefined;
}

/** The key for a server in `$NETRC`, else `~/.netrc`, else `~/_netrc`; only the first of them that exists is read. */
export function netrcKey(
  baseUrl: string,
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string | undefined {
  const named = environment["NETRC"];
  const candidates = named ? [named] : [join(home, ".netrc"), join(home, "_netrc")];
  const path = candidates.find((candidate) => existsSync(candidate));
  return path === undefined ? undefined : netrcPassword(readFileSync(path, "utf8"), new URL(baseUrl).host);
}
