import { gradientSuite } from "../testing/gradient-suite.ts";

await gradientSuite({ family: "tiny-mpnet", weightCount: 37, hasTraining: true });
