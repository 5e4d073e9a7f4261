/** What the configuration page and its server say to each other: plain JSON, for both sides, so nothing of Node is imported here. */
import type { TestStepName } from '../diagnosis/test-steps.ts';

/** As a form has it: text, as typed. What is empty is left to its default. */
export interface ConnectionForm {
  readonly server: string;
  readonly share: string;
  /** The folder on the share that is `/` to the page. */
  readonly path: string;
  readonly identity: 'user' | 'guest' | 'anonymous';
  /** Only of a `user`, and so are the password and the domain. */
  readonly username: string;
  /** Undefined: the password of the connection that `ConnectionRequest.keep` names. */
  readonly password?: string | undefined;
  readonly domain: string;
  /** `directtcp` or `netbios`. */
  readonly transport: string;
  readonly port: string;
  /** Bytes. */
  readonly readBufferSize: string;
  readonly writeBufferSize: string;
  /** `required` or `if-required`. */
  readonly signing: string;
  /** `required`, `if-required` or `disabled`. */
  readonly encryption: string;
  /** What a URL can say beside: parameters as they stand behind its `?`, `min-dialect=3.0&connect-timeout=5000`. */
  readonly other: string;
}

export type FieldName = keyof ConnectionForm;

/** What is wrong with a field, or worth knowing about it. */
export interface FieldMessage {
  readonly field: FieldName;
  /** A sentence without the field's name: `must be a name or an address`. */
  readonly message: string;
}

export interface ApiError {
  readonly message: string;
  /** `ENOENT`, `ERR_SMB_AUTHENTICATION`, or one of the page's server: see `UiErrorCode`. */
  readonly code?: string | undefined;
  /** What the share's server answered: `STATUS_ACCESS_DENIED`. */
  readonly ntstatus?: string | undefined;
  /** What to try. */
  readonly hint?: string | undefined;
  /** Of ERR_UI_FORM. */
  readonly problems?: readonly FieldMessage[] | undefined;
}

export type UiErrorCode =
  /** 401: no token, or a wrong one. */
  | 'ERR_UI_TOKEN'
  /** 403: a foreign Host or Origin. */
  | 'ERR_UI_FOREIGN'
  /** 400: the request is not as this file says. */
  | 'ERR_UI_REQUEST'
  /** 413: a body too large, or a picture. */
  | 'ERR_UI_TOO_LARGE'
  /** 404: no such route, ticket or connection; a page makes the connection again. */
  | 'ERR_UI_NOT_FOUND'
  /** 422: fields are wrong, see `problems`. */
  | 'ERR_UI_FORM';

/** The body of every answer that is not 2xx. */
export interface ErrorBody {
  readonly error: ApiError;
}

/** The last line of a stream of lines; a stream without one was cut. */
export type StreamEnd = { readonly end: true } | ErrorBody;

/** `POST /api/start`: the first thing that a page asks. */
export interface StartAnswer {
  readonly version: string;
  /** Minutes without a request after which the server stops. */
  readonly idleMinutes: number;
  /** Values of an empty form, and what `smbfs ui URL` was given. */
  readonly form: ConnectionForm;
  /** A connection for `form`, when it came with everything that one needs. */
  readonly connection: ConnectionInfo | null;
  /** Below it a buffer size is ignored. */
  readonly minBufferSize: number;
  /** By transport. */
  readonly defaultPorts: Readonly<Record<'directtcp' | 'netbios', number>>;
}

/** `POST /api/parse-url`: a pasted URL as a form, its password included. What is no URL of a share is refused: 400. */
export interface ParseUrlRequest {
  readonly url: string;
}
export interface ParseUrlAnswer {
  readonly form: ConnectionForm;
}

/** Body of `/api/describe`, `/api/connections` and `/api/shares`. */
export interface ConnectionRequest {
  readonly form: ConnectionForm;
  /**
   * The id of a connection: where `form.password` is undefined, its password is used, if server and user are the same. Making a
   * connection replaces this one.
   */
  readonly keep?: string | undefined;
}

/** `POST /api/describe`: for every change in the form; asks no server anything. */
export interface DescribeRequest extends ConnectionRequest {
  /** Puts the password into `url`. Default: false. */
  readonly withPassword?: boolean | undefined;
}
export interface DescribeAnswer {
  /** Empty when all is well. */
  readonly problems: readonly FieldMessage[];
  /** What is allowed, but has an effect that one may not expect. */
  readonly notes: readonly FieldMessage[];
  /** Without the password unless asked for; null while there are problems, as are the next two. */
  readonly url: string | null;
  /** The lines of code that use it; the password comes from the environment. */
  readonly code: string | null;
  /** The command line that uses it; it asks for the password. */
  readonly command: string | null;
}

/** `POST /api/connections`: 201. Nothing is asked of the server yet. */
export interface ConnectionInfo {
  readonly id: string;
  /** Without the password. */
  readonly form: ConnectionForm;
  readonly hasPassword: boolean;
  /** Without the password. */
  readonly url: string;
}

/** `POST /api/shares`: what the server offers; the form's share may be empty. */
export interface SharesAnswer {
  readonly shares: readonly ShareEntry[];
}
export interface ShareEntry {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
  readonly hidden: boolean;
  /** The server made it for itself. */
  readonly special: boolean;
}

/** `POST /api/connections/ID/test`: lines of TestEvent. */
export interface TestRequest {
  /** Leaves out what writes. */
  readonly readOnly?: boolean | undefined;
}
export type TestEvent =
  /** The steps that will be taken, in this order: the first line. */
  | { readonly plan: readonly TestStepName[] }
  | { readonly step: TestStepName; readonly state: 'running' }
  | {
      readonly step: TestStepName;
      readonly state: 'done';
      readonly milliseconds: number;
      /** What came out, in words. */
      readonly detail: string;
      /** Of `negotiate`. */
      readonly agreed?: AgreedFacts | undefined;
      /** Of `tree`. */
      readonly limits?: TransferLimits | undefined;
    }
  /** The last step: those after it are not taken. */
  | {
      readonly step: TestStepName;
      readonly state: 'failed';
      readonly milliseconds: number;
      readonly error: ApiError;
    };
export interface AgreedFacts {
  readonly dialect?: string | undefined;
  readonly signing?: string | undefined;
  readonly cipher?: string | undefined;
}
export interface TransferLimits {
  /** `plain`, `signed` or `encrypted`. */
  readonly protection?: string | undefined;
  /** Bytes of one read and one write at most; a buffer size above is capped to it. */
  readonly maxReadSize?: number | undefined;
  readonly maxWriteSize?: number | undefined;
}

/** `POST /api/connections/ID/compare`: lines of CompareEvent. Its files are removed however it ends. */
export interface CompareRequest {
  /** A folder to write into. */
  readonly path: string;
  /** Bytes, each 1 to 256 MiB, 8 at most. */
  readonly sizes: readonly number[];
  /** The best of so many counts: 1 to 10. */
  readonly rounds: number;
  /** Of the transport that is not the form's; default: its usual one. */
  readonly otherPort?: number | undefined;
}
export type TransportName = 'directtcp' | 'netbios';
export type CompareEvent =
  /** What comes, in this order: the first line. */
  | { readonly plan: readonly { readonly transport: TransportName; readonly size: number }[] }
  /** After each round, for each direction: the best so far. */
  | {
      readonly transport: TransportName;
      readonly size: number;
      readonly direction: 'write' | 'read';
      /** From 1. */
      readonly round: number;
      readonly bytesPerSecond: number;
    }
  /** This transport cannot be measured (any further): the other one is all the same. */
  | { readonly transport: TransportName; readonly failed: ApiError };

/** Body of `list`, `space`, `preview`, `mkdir` and `download`: a path is absolute, from the form's path. */
export interface PathRequest {
  readonly path: string;
}

/** `POST .../list`: lines of ListEvent, some thousand entries each, in no order. */
export interface ListEvent {
  readonly entries: readonly ListedEntry[];
}
/** Name, kind, bytes, time of the last change (milliseconds since 1970), and whether the read-only attribute is set. */
export type ListedEntry = readonly [
  name: string,
  kind: 'file' | 'directory' | 'symlink',
  size: number,
  modified: number,
  readOnly: boolean,
];

/** `POST .../space`: bytes. */
export interface SpaceAnswer {
  readonly total: number;
  readonly available: number;
}

/** `POST .../rename`: 204. A name that is taken is refused (409, EEXIST). */
export interface RenameRequest {
  readonly from: string;
  readonly to: string;
}

/** `POST .../remove`: 204. A folder with something in it is refused (409, ENOTEMPTY) unless `recursive`. */
export interface RemoveRequest extends PathRequest {
  readonly recursive?: boolean | undefined;
}

/**
 * `POST .../upload`: asks for a place to put a file; 409, EEXIST, where a file is and `replace` is not true. The bytes follow
 * as the body of `PUT url`, with the token: 201 when they stand under their name, and nothing is left of them otherwise.
 */
export interface UploadRequest extends PathRequest {
  readonly size: number;
  /** Milliseconds since 1970: the file's time of change. */
  readonly modified?: number | undefined;
  readonly replace?: boolean | undefined;
}
export interface TicketAnswer {
  /** Works once, within a minute. */
  readonly url: string;
}

/** `POST .../preview`: this, or the bytes of a picture with its Content-Type (image/png, jpeg, gif, webp, bmp or avif). */
export type PreviewAnswer =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Bytes of the whole file. */
      readonly size: number;
      /** `text` is only its beginning. */
      readonly truncated: boolean;
    }
  | { readonly kind: 'none'; readonly size: number; readonly reason: 'binary' | 'large' | 'empty' };
