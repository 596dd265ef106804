import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { encodeKey, signRequest } from "./sign-request.ts";

/** The examples of "Signature Calculations for the Authorization Header" in Amazon's S3 API Reference. */
const credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const now = new Date("2013-05-24T00:00:00Z");
const hash = (body: string): string => createHash("sha256").update(body).digest("hex");
const signatureOf = (headers: Record<string, string>): string =>
  /Signature=([0-9a-f]{64})$/.exec(headers["authorization"] ?? "")?.[1] ?? "";

it("signs reading a part of an object as Amazon's example", () => {
  const request = {
    method: "GET",
    url: new URL("https://examplebucket.s3.amazonaws.com/test.txt"),
    headers: { range: "bytes=0-9" },
    payloadSha256: hash(""),
  };
  expect(signatureOf(signRequest(request, credentials, "us-east-1", now))).toBe(
    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  );
});

it("signs writing an object, with a key that has to be escaped, as Amazon's example", () => {
  const request = {
    method: "PUT",
    url: new URL(`https://examplebucket.s3.amazonaws.com/${encodeKey("test$file.text")}`),
    headers: { date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" },
    payloadSha256: hash("Welcome to Amazon S3."),
  };
  expect(signatureOf(signRequest(request, credentials, "us-east-1", now))).toBe(
    "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
  );
});

it("signs a listing, with its query in order, as Amazon's examples", () => {
  const signed = (query: string): string =>
    signatureOf(
      signRequest(
        {
          method: "GET",
          url: new URL(`https://examplebucket.s3.amazonaws.com/?${query}`),
          headers: {},
          payloadSha256: hash(""),
        },
        credentials,
        "us-east-1",
        now,
      ),
    );
  expect(signed("lifecycle")).toBe("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  expect(signed("max-keys=2&prefix=J")).toBe("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  expect(signed("prefix=J&max-keys=2")).toBe(signed("max-keys=2&prefix=J"));
});

it("sends a session's token, signed with the rest", () => {
  const request = { method: "GET", url: new URL("https://a.example/k"), headers: {}, payloadSha256: hash("") };
  const headers = signRequest(request, { ...credentials, sessionToken: "token" }, "eu-west-1", now);
  expect(headers["x-amz-security-token"]).toBe("token");
  expect(headers["authorization"]).toContain(
    "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,",
  );
  expect(headers["authorization"]).toContain("Credential=AKIAIOSFODNN7EXAMPLE/20130524/eu-west-1/s3/aws4_request,");
});
