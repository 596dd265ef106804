import { gradientSuite } from "../testing/gradient-suite.ts";

await gradientSuite({ family: "tiny-distilbert", weightCount: 36, hasTraining: true });
await gradientSuite({ family: "tiny-roberta", weightCount: 37, hasTraining: true });
await gradientSuite({ family: "tiny-xlm-roberta", weightCount: 37, hasTraining: false });
