// One run of one seed and one number of frozen layers, as a process of its own. Prints one JSON line.
//   {config, data, base, seed, threads, layers, settings}

import { wholeRun } from "../shared/whole-run.mjs";

const { layers, settings, ...run } = JSON.parse(process.argv[2]);
console.log(JSON.stringify(await wholeRun({ ...run, settings: [...settings, `train.freezeLayers=${layers}`] })));
