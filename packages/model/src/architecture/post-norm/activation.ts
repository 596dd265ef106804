import type { Value } from "@intentsmith/graph";
import type { Activation } from "../encoder-config.ts";

/** GELU(x) ≈ x·σ(2√(2/π)·(x + 0.044715·x³)) (Hendrycks & Gimpel 2016): ½(1 + tanh z) is σ(2z). */
const geluTanh = (x: Value): Value =>
  x.mul(
    x
      .mul(x)
      .mul(0.044715)
      .add(1)
      .mul(x)
      .mul(2 * Math.sqrt(2 / Math.PI))
      .sigmoid(),
  );

const activations: Record<Activation, (x: Value) => Value> = {
  gelu: (x) => x.gelu(),
  geluTanh,
  relu: (x) => x.relu(),
  silu: (x) => x.mul(x.sigmoid()),
};

export const activate = (activation: Activation, x: Value): Value => activations[activation](x);
