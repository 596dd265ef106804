import { describe, expect, it } from "vitest";
import { gradient } from "../gradient/gradient.ts";
import { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";
import { reduceSum } from "../ops/reduce.ts";
import { operatorCases } from "../testing/operator-cases.ts";
import { lowerNode } from "./lower-node.ts";
import { writeModel } from "./write-model.ts";

const context = { fresh: (hint: string) => hint, int64: () => "i", float32: () => "f" };

describe("the ONNX writer", () => {
  it("never emits ScatterND: its reduction races on two threads", () => {
    for (const { build, shapes } of operatorCases) {
      const g = new GraphBuilder();
      const inputs = (shapes[0] ?? []).map((shape, i) => g.input(`x${i}`, "float32", shape));
      const loss = reduceSum(g, build(g, inputs));
      const { nodes } = g.build([loss, ...gradient(g, loss, inputs)]);
      expect(nodes.flatMap((node) => lowerNode(node, context)).map(({ op }) => op)).not.toContain("ScatterND");
    }
  });

  it("writes the same bytes for the same graph", () => {
    const bytes = (): Uint8Array => {
      const g = new GraphBuilder();
      const x = g.input("x", "float32", ["T", 3]);
      return writeModel(g.build([reduceSum(g, g.op("Gelu", [x as Value]))]), { metadata: { made: "here" } });
    };
    expect(Buffer.from(bytes()).equals(Buffer.from(bytes()))).toBe(true);
  });
});
