/** Exit codes of the command: 1 = something failed while running, 2 = bad config or input. */
export type ExitCode = 1 | 2;

/**
 * Every error code of the project, with its exit code and what it means. `docs/reference/errors.md` is
 * generated from this table; a test holds the two together.
 */
export const errorCodes = {
  CONFIG_INVALID: { exitCode: 2, meaning: "A config value is missing, has the wrong type or contradicts another." },
  CONFIG_UNKNOWN_KEY: { exitCode: 2, meaning: "A config has a key that the schema does not know." },
  ARGUMENT_INVALID: { exitCode: 2, meaning: "A command-line argument or a function's argument is wrong." },
  FILE_NOT_FOUND: { exitCode: 2, meaning: "A file or folder that was named does not exist or cannot be read." },
  FILE_MALFORMED: { exitCode: 2, meaning: "A file exists but its content cannot be parsed." },
  OUTPUT_EXISTS: { exitCode: 2, meaning: "The output would overwrite something that already exists." },
  WRITE_FAILED: { exitCode: 1, meaning: "A file could not be written (disk full, no permission)." },
  DATA_EMPTY: { exitCode: 2, meaning: "No usable example is left after reading." },
  DATA_COLUMN_MISSING: { exitCode: 2, meaning: "A named column is not in the file." },
  DATA_LABEL_UNKNOWN: { exitCode: 2, meaning: "A row carries a label that is not in the list of labels." },
  DATA_LABELS_UNUSABLE: {
    exitCode: 2,
    meaning: "Fewer than two labels, a label without a training example, or labels that are one to the model.",
  },
  DATA_CHANGED: {
    exitCode: 2,
    meaning: "The data is no longer what the model was trained with, and its splits have moved.",
  },
  DATA_CHECK_FAILED: { exitCode: 1, meaning: "A downloaded data set does not have the published structure or counts." },
  MODEL_MALFORMED: { exitCode: 2, meaning: "A model folder is incomplete or its tensors do not fit its config." },
  MODEL_UNSUPPORTED: { exitCode: 2, meaning: "A model has an architecture or option that is not supported." },
  TOKENIZER_MALFORMED: { exitCode: 2, meaning: "The tokenizer's file is missing parts that are needed." },
  NETWORK_FAILED: { exitCode: 1, meaning: "A download or upload failed for good." },
  ADDRESS_UNUSABLE: { exitCode: 2, meaning: "A service cannot listen on this host and port." },
  STORE_UNAVAILABLE: { exitCode: 1, meaning: "The database of a service cannot be opened or does not answer." },
  TRACKING_NO_KEY: { exitCode: 2, meaning: "Weights & Biases is online but no API key was found." },
  TRACKING_HOST_REFUSED: { exitCode: 2, meaning: "A folder names a W&B server that the user's API key is not for." },
  TRACKING_FAILED: { exitCode: 1, meaning: "Runs could not be sent to Weights & Biases." },
  TRAINING_DIVERGED: { exitCode: 1, meaning: "The loss or a gradient is NaN or infinite." },
  CHECKPOINT_UNUSABLE: { exitCode: 2, meaning: "No intact checkpoint that fits this config was found." },
  GRAPH_INVALID: { exitCode: 1, meaning: "A graph was built or wired wrongly (a bug)." },
  ENGINE_FAILED: { exitCode: 1, meaning: "ONNX Runtime refused or failed to run a graph." },
  EXPORT_MISMATCH: { exitCode: 1, meaning: "The exported file does not give the trained model's embeddings." },
  EXPORT_CHANGED: { exitCode: 1, meaning: "An exported folder is not what it was, or answers otherwise than it did." },
  INTERNAL: { exitCode: 1, meaning: "An assumption of the program does not hold (a bug)." },
} as const;

export type ErrorCode = keyof typeof errorCodes;
