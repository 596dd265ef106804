/** The model's folder, in sentence-transformers layout. */
export declare const modelFolder: string;
