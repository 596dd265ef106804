import { encoderSuite } from "../../testing/encoder-suite.ts";

await encoderSuite("tiny-roberta", "brief");
