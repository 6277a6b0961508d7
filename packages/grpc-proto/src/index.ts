/** `google.rpc`: what an error carries besides its code and message. */
export * as errorDetails from './gen/google/rpc/error_details.js';
export { Status } from './gen/google/rpc/status.js';
/** `grpc.reflection.v1` and its older twin: what a server serves. */
export * as reflectionV1 from './gen/grpc/reflection/v1/reflection.js';
export * as reflectionV1Alpha from './gen/grpc/reflection/v1alpha/reflection.js';
/** `grpc.health.v1`: whether a service takes calls. */
export * as health from './gen/health/v1/health.js';
