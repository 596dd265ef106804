import { messageOf, IntentsmithError } from "@intentsmith/core";
import { request } from "undici";

type Environment = Readonly<Record<string, string | undefined>>;

const lifetimeS = 21_600;

/**
 * Keys of the role of the EC2 machine that this runs on (instance metadata service, version 2), as the variables that AWS
 * names them by; nothing where the environment has keys. AWS_EC2_METADATA_SERVICE_ENDPOINT may name another service.
 * @throws NETWORK_FAILED where there are neither keys nor such a service.
 */
export async function instanceCredentials(environment: Environment): Promise<Environment> {
  if (environment["AWS_ACCESS_KEY_ID"]) return {};
  const base = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] || "http://169.254.169.254";
  // Without a proxy: the service is on the machine's own link.
  const ask = async (method: "GET" | "PUT", path: string, headers: Record<string, string>): Promise<string> => {
    const limits = { headersTimeout: 2000, bodyTimeout: 2000 };
    const { statusCode, body } = await request(`${base}${path}`, { method, headers, ...limits });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${path.split("/").slice(0, 4).join("/")} answered ${statusCode}`);
    return text;
  };
  try {
    const token = await ask("PUT", "/latest/api/token", { "x-aws-ec2-metadata-token-ttl-seconds": String(lifetimeS) });
    const headers = { "x-aws-ec2-metadata-token": token };
    const path = "/latest/meta-data/iam/security-credentials/";
    const [role = ""] = (await ask("GET", path, headers)).split("\n");
    const keys = JSON.parse(await ask("GET", path + role, headers)) as Record<string, string>;
    return {
      AWS_ACCESS_KEY_ID: keys["AccessKeyId"],
      AWS_SECRET_ACCESS_KEY: keys["SecretAccessKey"],
      AWS_SESSION_TOKEN: keys["Token"],
    };
  } catch (error) {
    throw new IntentsmithError("NETWORK_FAILED", `no keys for the store: ${messageOf(error)}`, {
      hint: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role.",
      cause: error,
    });
  }
}
