import { InterceptingCall, type Interceptor } from '@grpc/grpc-js';

/**
 * Reads on after the only response of a call. grpc-js doesn't, so that a server that sends more of them, against the
 * contract, would keep the call open until its deadline.
 */
export const readsOn: Interceptor = (options, nextCall) => {
  const call = new InterceptingCall(nextCall(options), {
    start(metadata, _listener, next) {
      next(metadata, {
        onReceiveMessage(message, nextMessage) {
          nextMessage(message);
          if (!options.method_definition.responseStream && message !== null) call.startRead();
        },
      });
    },
  });
  return call;
};
