/** A file of a published data set. */
export interface PublishedFile {
  name: string;
  url: string;
  /** SHA-256 of the published bytes, in hexadecimal; undefined where no untouched copy was at hand to take it from. */
  sha256?: string;
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

/** Taken from the publisher's repository, whose files have not changed since 2020. */
const bankingHashes: Record<string, string> = {
  "train.csv": "b06e26ac675513959a63135f11b94ea7786ed02da65db93a5650d8838cbc664b",
  "test.csv": "d12d6e3bc4c3103966ae786dc435913c0c563dfa328f5a3646d0e62cfeeb474d",
  "categories.json": "53261da888122daf2d120d925458631d9619e15d82e56052e7a42e535ce32b63",
};

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
    files: filesAt(bankingUrl, Object.keys(bankingHashes), bankingHashes),
  },
};

/** The files of a data set under another address. */
export function filesAt(
  baseUrl: string,
  names: readonly string[],
  hashes: Readonly<Record<string, string>> = {},
): PublishedFile[] {
  return names.map((name) => {
    const sha256 = hashes[name];
    return { name, url: `${baseUrl.replace(/\/$/, "")}/${name}`, ...(sha256 === undefined ? {} : { sha256 }) };
  });
}
