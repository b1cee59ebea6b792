/** Files of the bundle, fetched, checked and opened; what can go wrong on the way has a name. */

/**
 * @typedef {object} Prepared what another script may have left for this one
 * @property {Record<string, string>} [hansearchFiles] all files in base64, from `offline.js`
 * @property {Promise<Response>} [hansearchManifest] asked for by `hansearch.js`
 *
 * @typedef {object} Source
 * @property {URL} base the folder of the bundle
 * @property {AbortController} controller of all requests
 */

/** The bundle could not be read; `reason` is `network`, `damaged` or `version`. */
export class BundleError extends Error {
  /**
   * @param {'network' | 'damaged' | 'version'} reason
   * @param {string} message
   */
  constructor(reason, message) {
    super(message);
    this.name = 'BundleError';
    this.reason = reason;
  }
}

/**
 * Fetch the manifest and inflate it.
 * @param {Source} source
 * @returns {Promise<Uint8Array>}
 */
export function fetchManifest(source) {
  // It changes with every deployment; all other files lie in a folder named by their content.
  return fetchOnceMore(source, 'manifest', 'no-cache', inflate);
}

/**
 * Fetch a file and check that it is what it should be.
 * @param {Source} source
 * @param {string} folder
 * @param {string} name
 * @returns {Promise<Uint8Array>}
 */
export function fetchSealed(source, folder, name) {
  return fetchOnceMore(source, `${folder}/${name}`, 'default', async (content) => unseal(name, content));
}

/**
 * Fetch a file and open it; a damaged one once more from the host, for it may be a cache that keeps it.
 * @param {Source} source
 * @param {string} name
 * @param {RequestCache} cache
 * @param {(content: Uint8Array) => Promise<Uint8Array>} opened
 */
async function fetchOnceMore(source, name, cache, opened) {
  const { hansearchFiles: kept } = /** @type {Prepared} */ (globalThis);
  if (kept) return opened(fromBase64(kept[name]));
  return opened(await download(source, name, cache)).catch(async () => {
    const again = await download(source, name, 'reload');
    return opened(again).catch((error) => {
      throw new BundleError('damaged', `${name}: ${error}`);
    });
  });
}

/**
 * @param {Source} source
 * @param {string} name
 * @param {RequestCache} cache
 * @returns {Promise<Uint8Array>}
 */
async function download({ base, controller: { signal } }, name, cache) {
  const left = /** @type {Prepared} */ (globalThis);
  const early = name === 'manifest' ? left.hansearchManifest : undefined;
  if (early) delete left.hansearchManifest;
  try {
    const response = await (early || fetch(new URL(`${name}.bin`, base).href, { cache, signal }));
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new BundleError('network', `${name}: ${error}`);
  }
}

/**
 * Take off the CRC-32 of a file's name and content, if it is that.
 * @param {string} name
 * @param {Uint8Array} content
 */
function unseal(name, content) {
  let crc = -1;
  const add = (/** @type {number} */ byte) => {
    crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 255];
  };
  for (let at = 0; at < name.length; at += 1) add(name.charCodeAt(at));
  const body = content.subarray(4);
  body.forEach(add);
  const sealed = (content[0] << 24) | (content[1] << 16) | (content[2] << 8) | content[3];
  if (content.length < 4 || ~crc !== sealed) throw new Error('not the content of this name');
  return body;
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/**
 * @param {Uint8Array} compressed zlib format
 * @returns {Promise<Uint8Array>}
 */
export async function inflate(compressed) {
  if (typeof DecompressionStream === 'undefined') {
    const { inflateZlib } = await import(new URL('inflate.js', import.meta.url).href);
    return inflateZlib(compressed);
  }
  const stream = new Blob([/** @type {BlobPart} */ (compressed)]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @param {string} text */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/**
 * JSON in GB 18030.
 * @param {Uint8Array} bytes
 */
export function parseJson(bytes) {
  try {
    return JSON.parse(new TextDecoder('gb18030').decode(bytes));
  } catch (error) {
    throw new BundleError('damaged', String(error));
  }
}
