export interface LabelledText {
  text: string;
  /** Name of the right label. */
  label: string;
}
