// What this phone holds of attempts, in IndexedDB, else in memory.
// outbox: answers that the server hasn't acknowledged yet, one a question and lease.
// answers: a copy of every answer, for a page that comes back without a network.

import { openDatabase, within } from "./database.js";

const KEPT_FOR = 7 * 24 * 3600 * 1000;

const copyOf = (entry) => ({
  id: entry.attempt + "/" + entry.position,
  attempt: entry.attempt,
  position: entry.position,
  value: entry.value,
  counter: entry.counter,
  at: Date.now(),
});

export class Outbox {
  constructor(database) {
    this.database = database;
    this.kept = new Map();
    this.copies = new Map();
    this.onFragile = () => undefined;
  }

  // Whether entries survive a reload.
  get isDurable() {
    return this.database !== null;
  }

  async put(entry) {
    const copy = copyOf(entry);
    this.kept.set(entry.id, entry);
    this.copies.set(copy.id, copy);
    await this.attempt("readwrite", (outbox, answers) => {
      outbox.put(entry);
      answers.put(copy);
    });
  }

  // Drops an entry, unless a newer answer has taken its place meanwhile.
  async acknowledge(entry) {
    const known = this.kept.get(entry.id);
    if (known && known.counter === entry.counter) {
      this.kept.delete(entry.id);
    }
    await this.attempt("readwrite", (outbox) => {
      const asking = outbox.get(entry.id);
      asking.onsuccess = () => {
        if (asking.result && asking.result.counter === entry.counter) {
          outbox.delete(entry.id);
        }
      };
    });
  }

  // Every entry, also those of other attempts and other people on this phone.
  all() {
    return Array.from(this.kept.values()).sort((a, b) => a.counter - b.counter);
  }

  of(attempt) {
    return this.all().filter((entry) => entry.attempt === attempt);
  }

  // The answers of an attempt as this phone last knew them.
  answersOf(attempt) {
    return Array.from(this.copies.values())
      .filter((copy) => copy.attempt === attempt)
      .sort((a, b) => a.position - b.position);
  }

  // The attempt has ended: its copies go. What still waits stays.
  async forget(attempt) {
    const ids = this.answersOf(attempt).map((copy) => copy.id);
    ids.forEach((id) => this.copies.delete(id));
    await this.attempt("readwrite", (_, answers) => ids.forEach((id) => answers.delete(id)));
  }

  async read() {
    const found = await this.attempt("readonly", (outbox, answers, result) => {
      outbox.getAll().onsuccess = (event) => {
        result.entries = event.target.result;
      };
      answers.getAll().onsuccess = (event) => {
        result.copies = event.target.result;
      };
    });
    if (!found) {
      return;
    }
    (found.entries || []).forEach((entry) => {
      const known = this.kept.get(entry.id);
      if (!known || known.counter < entry.counter) {
        this.kept.set(entry.id, entry);
      }
    });
    const old = Date.now() - KEPT_FOR;
    (found.copies || []).forEach((copy) => {
      if (copy.at > old) {
        this.copies.set(copy.id, copy);
      } else {
        this.attempt("readwrite", (_, answers) => answers.delete(copy.id));
      }
    });
  }

  // Storage may be full or taken away at any time: memory goes on.
  async attempt(mode, work) {
    if (!this.database) {
      return undefined;
    }
    try {
      return await within(this.database, mode, work);
    } catch (error) {
      this.database = null;
      this.onFragile();
      return undefined;
    }
  }
}

export async function openOutbox() {
  const outbox = new Outbox(await openDatabase());
  await outbox.read();
  return outbox;
}
