export interface EngineOptions {
  /** A folder that `export` wrote, or `train` saved. */
  folder: string;
  /** Threads inside one operator. */
  threads: number;
  /** Most tokens in one run, padding counted; at least the model's longest sequence is taken. */
  maxBatchTokens: number;
}
