import type { AdamWState, StepConstants } from "./adamw-state.ts";

/** adamw-kernel.wat, assembled: four float32 numbers at a time, which JavaScript has no words for. */
export const adamWKernelBytes: Uint8Array = Buffer.from(
  "AGFzbQEAAAABDgFgCn99fX19fX19fX0AAwIBAAUDAQACBxECBm1lbW9yeQIABHN0ZXAAAArhAQHeAQIBfwN7A0AgCv0ABICAAiAJ/RP95gEhCyAF/RMgCv0ABICABP3mASAG/RMgC/3mAf3kASEMIAf9EyAK/QAEgIAG/eYBIAj9EyAL/eYBIAv95gH95AEhDSAMIAz94AFDYEKiDf0T/UT9TiEMIA0gDUMlJKoD/RP9RP1OIQ0gCiAM/QsEgIAEIAogDf0LBICABiAKIAr9AAQAIAr9AAQAIAH9E/3mASAC/RMgDP3mASAN/eMBIAP9E/3mASAE/RP95AH95wH95AH95QH9CwQAIApBEGohCiAKIABJDQALCw==",
  "base64",
);

/** Numbers that the kernel's memory holds of each of the four arrays; larger is not faster. */
const chunk = 8192;

interface Kernel {
  memory: { buffer: ArrayBuffer };
  step: (bytes: number, ...constants: number[]) => void;
}

/** The part of the global that is used here: Node's types leave it to the browser's. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { Module: new (bytes: Uint8Array) => object; Instance: new (module: object) => { exports: Kernel } };
};

let loaded: { step: Kernel["step"]; places: readonly Float32Array[] } | undefined;

function load(): NonNullable<typeof loaded> {
  const { memory, step } = new WebAssembly.Instance(new WebAssembly.Module(adamWKernelBytes)).exports;
  return { step, places: [0, 1, 2, 3].map((i) => new Float32Array(memory.buffer, 4 * chunk * i, chunk)) };
}

/**
 * `updateSegment` for float32 arrays, in float32 as torch's own kernels: the arrays go through the kernel's memory a
 * piece at a time, which costs less than the kernel saves (12 million parameters: 23 ms against 62).
 */
export function updateFloat32Segment(
  p: Float32Array,
  g: Float32Array,
  { firstMoments: m, secondMoments: v }: AdamWState,
  start: number,
  end: number,
  decay: number,
  { stepSize, inverseRoot, epsilon, beta1, beta2, gradientFactor }: StepConstants,
): void {
  const { step, places } = (loaded ??= load());
  for (let from = start; from < end; from += chunk) {
    const to = Math.min(end, from + chunk);
    const pieces = [p, g, m, v].map((array) => array.subarray(from, to));
    for (const [i, piece] of pieces.entries()) places[i]?.set(piece);
    step(4 * (to - from), decay, stepSize, inverseRoot, epsilon, beta1, 1 - beta1, beta2, 1 - beta2, gradientFactor);
    for (const i of [0, 2, 3]) pieces[i]?.set((places[i] as Float32Array).subarray(0, to - from));
  }
}
