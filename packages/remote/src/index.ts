/** Reading and writing over the network. */
export { createDispatcher, type DispatcherOptions } from "./dispatcher.ts";
export { discardDownload, download, DownloadFailed, type DownloadOptions } from "./download.ts";
export { S3Store, type S3StoreOptions } from "./s3/s3-store.ts";
export { fetchThrough, hubAddress } from "./hub-access.ts";
export { isLoopback, refuseOpenSecret } from "./token-address.ts";
