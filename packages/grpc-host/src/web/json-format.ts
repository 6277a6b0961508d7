import {
  create,
  type DescMessage,
  type DescMethod,
  fromBinary,
  fromJsonString,
  toBinary,
  toJsonString,
} from '@bufbuild/protobuf';
import { hostError } from '../host-errors.js';
import { messageOf } from '../message-of.js';
import { checkJsonParts } from './json-parts.js';

/** The requests and responses of a method in JSON. */
export class JsonFormat {
  readonly #input: DescMessage;
  readonly #output: DescMessage;
  readonly #empty: Uint8Array | undefined;

  constructor({ input, output }: DescMethod) {
    this.#input = input;
    this.#output = output;
    this.#empty = emptyJson(input);
  }

  /**
   * The bytes of a request in binary.
   *
   * @throws RpcError if it is none, or has absurdly many parts
   */
  toBinary(json: Uint8Array): Uint8Array {
    checkJsonParts(json);
    try {
      const { buffer, byteOffset, byteLength } = json;
      const text = Buffer.from(buffer, byteOffset, byteLength).toString();
      return toBinary(this.#input, fromJsonString(this.#input, text));
    } catch (error) {
      throw hostError('UNDECODABLE_JSON', messageOf(error), { cause: error });
    }
  }

  /** The JSON of a response. @throws Error if it holds what JSON can't say */
  fromBinary(response: Uint8Array): string {
    return toJsonString(this.#output, fromBinary(this.#output, response));
  }

  /** What the library, which insists on reading a request by itself, reads in place of one. */
  standIn(json: Uint8Array): Uint8Array {
    return this.#empty ?? json;
  }
}

/** Undefined of the few messages that can't be empty. */
function emptyJson(desc: DescMessage): Uint8Array | undefined {
  try {
    return Buffer.from(toJsonString(desc, create(desc)));
  } catch {
    return undefined;
  }
}
