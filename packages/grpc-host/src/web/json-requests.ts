import { create, type DescMessage, fromJsonString, toBinary, toJsonString } from '@bufbuild/protobuf';
import { hostError } from '../host-errors.js';
import { messageOf } from '../message-of.js';
import { checkJsonParts } from './json-parts.js';

/** Reads the requests of a method in JSON. */
export class JsonRequests {
  readonly #desc: DescMessage;
  readonly #empty: Uint8Array | undefined;

  constructor(desc: DescMessage) {
    this.#desc = desc;
    this.#empty = emptyJson(desc);
  }

  /**
   * The bytes of a message in binary.
   *
   * @throws RpcError if it is none, or has absurdly many parts
   */
  toBinary(json: Uint8Array): Uint8Array {
    checkJsonParts(json);
    try {
      return toBinary(this.#desc, fromJsonString(this.#desc, Buffer.from(json).toString()));
    } catch (error) {
      throw hostError('UNDECODABLE_JSON', messageOf(error), { cause: error });
    }
  }

  /** What the library, which insists on reading a message by itself, reads in place of one. */
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
