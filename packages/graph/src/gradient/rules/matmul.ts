import { fusedMatMul, gemm } from "../../ops/matmul.ts";
import type { Rule, RuleContext } from "./rule.ts";

/**
 * Y = α·op(A)·op(B), op being the identity or a transpose:
 * dA = α·D·op(B)ᵀ, transposed if A was; dB = α·op(A)ᵀ·D, transposed if B was.
 */
const product: Rule = ({ g, d, x, node, wants }) => {
  const transA = node.attributes["transA"] === 1;
  const transB = node.attributes["transB"] === 1;
  const alpha = (node.attributes["alpha"] as number | undefined) ?? 1;
  const [a, b] = [x(0), x(1)];
  const da = (): ReturnType<typeof fusedMatMul> =>
    transA
      ? fusedMatMul(g, b, d, { transA: transB, transB: true, alpha })
      : fusedMatMul(g, d, b, { transB: !transB, alpha });
  const db = (): ReturnType<typeof fusedMatMul> =>
    transB
      ? fusedMatMul(g, d, a, { transA: true, transB: transA, alpha })
      : fusedMatMul(g, a, d, { transA: !transA, alpha });
  return [wants(0) ? da() : undefined, wants(1) ? db() : undefined];
};

/** The same for matrices, with Gemm; the bias's gradient sums over the rows. */
function gemmRule({ g, d, x, node, wants }: RuleContext): ReturnType<Rule> {
  const transA = node.attributes["transA"] === 1;
  const transB = node.attributes["transB"] === 1;
  const [a, b] = [x(0), x(1)];
  const da = (): ReturnType<typeof gemm> =>
    transA ? gemm(g, b, d, undefined, { transA: transB, transB: true }) : gemm(g, d, b, undefined, { transB: !transB });
  const db = (): ReturnType<typeof gemm> =>
    transB ? gemm(g, d, a, undefined, { transA: true, transB: transA }) : gemm(g, a, d, undefined, { transA: !transA });
  return [
    wants(0) ? da() : undefined,
    wants(1) ? db() : undefined,
    node.inputs.length > 2 && wants(2) ? d.sum([0]) : undefined,
  ];
}

export const matmulRules = { MatMul: product, FusedMatMul: product, Gemm: gemmRule } as const satisfies Record<
  string,
  Rule
>;
