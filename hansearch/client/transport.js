/** Files of the bundle, fetched, checked and opened; what can go wrong on the way has a name. */

/**
 * @typedef {object} Prepared what another script may have left for this one
 * @property {Record<string, string>} [hansearchFiles] all files in base64, from `offline.js`
 * @property {Promise<Response>} [hansearchManifest] asked for by `hansearch.js`
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
 * Fetch a file and open it; a damaged one once more from the host, for it may be a cache that keeps it.
 * @param {URL} base the folder of the bundle
 * @param {string} name
 * @returns {Promise<Uint8Array>}
 */
export async function fetchFile(base, name) {
  const { hansearchFiles: kept } = /** @type {Prepared} */ (globalThis);
  if (kept) return inflate(Uint8Array.from(atob(kept[name]), (letter) => letter.charCodeAt(0)).buffer);
  // The manifest changes with every deployment; all other files are named by their content.
  const content = await download(base, name, name === 'manifest' ? 'no-cache' : 'default');
  try {
    return await opened(name, content);
  } catch {
    const again = await download(base, name, 'reload');
    return opened(name, again).catch((error) => {
      throw new BundleError('damaged', `${name}: ${error}`);
    });
  }
}

/**
 * @param {URL} base
 * @param {string} name
 * @param {RequestCache} cache
 * @returns {Promise<ArrayBuffer>}
 */
async function download(base, name, cache) {
  const left = /** @type {Prepared} */ (globalThis);
  const early = name === 'manifest' ? left.hansearchManifest : undefined;
  if (early) delete left.hansearchManifest;
  try {
    const response = await (early || fetch(new URL(`${name}.bin`, base).href, { cache }));
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await response.arrayBuffer();
  } catch (error) {
    throw new BundleError('network', `${name}: ${error}`);
  }
}

/**
 * @param {string} name
 * @param {ArrayBuffer} content
 * @returns {Promise<Uint8Array>}
 */
async function opened(name, content) {
  if (name !== 'manifest' && !(await isNamed(name, content))) throw new Error('not the content of this name');
  return inflate(content);
}

/**
 * Whether content is what its name says; true where the browser cannot tell (plain http). Zlib checks, too.
 * @param {string} name
 * @param {ArrayBuffer} content
 * @returns {Promise<boolean>}
 */
async function isNamed(name, content) {
  if (!globalThis.crypto || !crypto.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  const digits = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0'));
  return digits.join('').startsWith(name);
}

/**
 * @param {ArrayBuffer} compressed zlib format
 * @returns {Promise<Uint8Array>}
 */
async function inflate(compressed) {
  if (typeof DecompressionStream === 'undefined') {
    const { inflateZlib } = await import(new URL('inflate.js', import.meta.url).href);
    return inflateZlib(new Uint8Array(compressed));
  }
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @param {Uint8Array} bytes */
export function parseJson(bytes) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new BundleError('damaged', String(error));
  }
}
