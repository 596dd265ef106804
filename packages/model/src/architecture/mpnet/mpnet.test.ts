import { encoderSuite } from "../../testing/encoder-suite.ts";

await encoderSuite("tiny-mpnet", "brief");
