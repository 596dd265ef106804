export interface ClassifyOptions {
  /** How many labels to list (default 1), at most all. */
  top?: number;
  /** How many of the nearest training texts to list (default 0), where the folder carries them. */
  nearest?: number;
}
