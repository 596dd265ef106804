export interface ClassifyOptions {
  /** How many labels to list (default 1), at most all. */
  top?: number;
}
