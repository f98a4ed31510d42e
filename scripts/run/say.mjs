/** Something the person at the keyboard can mend. Its message is all they are shown. */
export class Refusal extends Error {}

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** @param {number} since milliseconds since the epoch */
export function secondsSince(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/**
 * Tells what is being done, and how long it took; on a terminal the seconds count while one waits.
 * @template Result
 * @param {string} title
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function step(title, work) {
  const since = Date.now();
  const live = process.stdout.isTTY === true;
  const show = () => process.stdout.write(`\r  ${title} … ${Math.round((Date.now() - since) / 1000)} s `);
  const timer = live ? setInterval(show, 1000) : undefined;
  if (!live) say(`  ${title} …`);
  try {
    const result = await work();
    say(`${live ? "\r" : ""}  ${title}: done in ${secondsSince(since)}`);
    return result;
  } catch (error) {
    if (live) say("");
    throw error;
  } finally {
    clearInterval(timer);
  }
}
