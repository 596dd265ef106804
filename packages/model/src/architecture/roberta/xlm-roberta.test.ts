import { encoderSuite } from "../../testing/encoder-suite.ts";

await encoderSuite("tiny-xlm-roberta", "brief");
