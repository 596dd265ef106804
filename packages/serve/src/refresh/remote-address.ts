/** Whether versions are copied from elsewhere. */
export function isRemote(model: string): boolean {
  return /^(https?|s3):\/\//.test(model);
}
