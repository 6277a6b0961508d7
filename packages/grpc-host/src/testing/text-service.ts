/** A service of all four kinds of call whose messages are plain text. */
export const TextService = {
  unary: method('Unary', false, false),
  upload: method('Upload', true, false),
  download: method('Download', false, true),
  chat: method('Chat', true, true),
};

function method<Requests extends boolean, Responses extends boolean>(
  name: string,
  requestStream: Requests,
  responseStream: Responses,
) {
  return {
    path: `/test.v1.TextService/${name}`,
    requestStream,
    responseStream,
    requestSerialize: encode,
    requestDeserialize: decode,
    responseSerialize: encode,
    responseDeserialize: decode,
  };
}

function encode(text: string): Buffer {
  return Buffer.from(text);
}

function decode(bytes: Buffer): string {
  if (bytes.equals(UNDECODABLE)) throw new Error('These bytes are not text.');
  return bytes.toString();
}

/** Bytes that are not a message. */
const UNDECODABLE = Buffer.from([0xff]);
