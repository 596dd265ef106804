/** Reading over the network. */
export { createDispatcher, type DispatcherOptions } from "./dispatcher.ts";
export { discardDownload, download, DownloadFailed, type DownloadOptions } from "./download.ts";
export { refuseOpenSecret } from "./token-address.ts";
