// A whole training run of ours, as a user starts it; prints its seconds, all in, and the accuracies.
import { wholeRun } from "../../shared/whole-run.mjs";

console.log(JSON.stringify(await wholeRun(JSON.parse(process.argv[2]))));
