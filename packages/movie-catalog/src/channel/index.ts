export { openChannelStore } from './channel-store.js';
export { StoreHub, type StoreHubOptions } from './store-hub.js';
export type { StorePort } from './store-port.js';
