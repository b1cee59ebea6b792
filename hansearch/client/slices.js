/** Long work in slices, so that a page which searches still shows each key that is typed. */

/** Milliseconds that a slice may take; a cheap phone's step beyond it may take four times as many. */
const SLICE = 8;

let since = 0;

/** Begin a slice: the task that runs now has done nothing yet. */
export function startSlice() {
  since = performance.now();
}

/**
 * Let the browser do what is waiting, if the slice is used up.
 * @returns {Promise<void>}
 */
export async function breathe() {
  if (performance.now() - since < SLICE) return;
  await new Promise((resolve) => {
    // Sooner than `setTimeout`, which may take 4 ms.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(0);
  });
  startSlice();
}
