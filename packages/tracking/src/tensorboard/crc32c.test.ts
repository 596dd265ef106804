import { expect, test } from "vitest";
import { crc32c, maskedCrc32c } from "./crc32c.ts";

// RFC 3720, appendix B.4, and the check value of the catalogue of CRC algorithms
test.each([
  ["32 zeros", new Uint8Array(32), 0x8a9136aa],
  ["32 times 255", new Uint8Array(32).fill(255), 0x62a8ab43],
  ["0 to 31", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ["123456789", Buffer.from("123456789"), 0xe3069283],
  ["nothing", new Uint8Array(), 0],
])("%s", (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});

test("the mask is a rotation by 15 bits and a constant, unsigned", () => {
  expect(maskedCrc32c(new Uint8Array())).toBe(0xa282ead8);
  expect(maskedCrc32c(Buffer.from("123456789"))).toBe(
    (((0xe3069283 >>> 15) | ((0xe3069283 << 17) >>> 0)) + 0xa282ead8) % 2 ** 32,
  );
});
