/** Exported folder → HTTP service: batching, limits, keys, metrics. */
export { startService, type RunningService, type ServiceOptions } from "./service.ts";
export { readSettings, type SettingsSources } from "./settings/read-settings.ts";
export type { ServiceSettings } from "./settings/service-settings.ts";
export { KeyStore, scopes, type AddKeyOptions, type Scope, type StoredKey } from "./keys/key-store.ts";
export { requestErrors, type RequestErrorCode } from "./contract/request-error.ts";
export { ModelStateFile, type ModelState } from "./refresh/model-state.ts";
export { listVersions, type ListedVersion } from "./refresh/version-list.ts";
export { openDatabase } from "./store/open-database.ts";
export { readLabelledTexts, type LabelledText, type LabelledTexts } from "./store/labelled-texts.ts";
export { RequestStore, type RequestStoreOptions } from "./store/request-store.ts";
export { dataFiles, keysFileOf, modelRootOf, stateFileOf, storeAddressOf } from "./settings/places.ts";
export { RateLimiter } from "./keys/rate-limiter.ts";
export { SharedRateLimiter, type SharedRateLimiterOptions } from "./keys/shared-rate-limiter.ts";
export { versionFolder } from "./refresh/pointer.ts";
