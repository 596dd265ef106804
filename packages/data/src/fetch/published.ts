/** A file of a published data set. */
export interface PublishedFile {
  name: string;
  url: string;
}

/** A data set that `fetchDataset` knows. */
export interface PublishedDataset {
  title: string;
  /** Who made it; the licences ask for this. */
  attribution: string;
  licence: string;
  licenceUrl: string;
  files: readonly PublishedFile[];
}

export const publishedNames = ["wizard-of-tasks", "banking77"] as const;

export type PublishedName = (typeof publishedNames)[number];

const wizardUrl = "https://wizard-of-tasks.s3.us-west-2.amazonaws.com";
const bankingUrl = "https://raw.githubusercontent.com/PolyAI-LDN/task-specific-datasets/master/banking_data";

/** Addresses and licences of the public data sets. */
export const published: Record<PublishedName, PublishedDataset> = {
  "wizard-of-tasks": {
    title: "Wizard of Tasks v1.0",
    attribution: "Choi et al., COLING 2022 (Amazon)",
    licence: "CC BY-SA 4.0",
    licenceUrl: "https://creativecommons.org/licenses/by-sa/4.0/",
    files: filesAt(wizardUrl, ["wizard_of_tasks_cooking_v1.0.json", "wizard_of_tasks_diy_v1.0.json"]),
  },
  banking77: {
    title: "BANKING77",
    attribution: "Casanueva et al., 2020 (PolyAI)",
    licence: "CC BY 4.0",
    licenceUrl: "https://creativecommons.org/licenses/by/4.0/",
    files: filesAt(bankingUrl, ["train.csv", "test.csv", "categories.json"]),
  },
};

/** The files of a data set under another address. */
export function filesAt(baseUrl: string, names: readonly string[]): PublishedFile[] {
  return names.map((name) => ({ name, url: `${baseUrl.replace(/\/$/, "")}/${name}` }));
}
