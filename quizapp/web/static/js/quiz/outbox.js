// Answers that the server hasn't acknowledged yet: in IndexedDB, else in memory.
// One entry a question and lease; a newer answer takes the place of an older one.

const NAME = "quizapp";
const STORE = "outbox";

function opened() {
  return new Promise((resolve, reject) => {
    const asking = indexedDB.open(NAME, 1);
    asking.onupgradeneeded = () => asking.result.createObjectStore(STORE, { keyPath: "id" });
    asking.onsuccess = () => resolve(asking.result);
    asking.onerror = () => reject(asking.error);
    asking.onblocked = () => reject(new Error("blocked"));
  });
}

// Runs work on the store and resolves with its result once the transaction is durable.
function within(database, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const result = {};
    work(transaction.objectStore(STORE), result);
    transaction.oncomplete = () => resolve(result.value);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

export class Outbox {
  constructor(database) {
    this.database = database;
    this.kept = new Map();
  }

  // Whether entries survive a reload.
  get isDurable() {
    return this.database !== null;
  }

  async put(entry) {
    this.kept.set(entry.id, entry);
    await this.attempt("readwrite", (store) => store.put(entry));
  }

  // Drops an entry, unless a newer answer has taken its place meanwhile.
  async acknowledge(entry) {
    const known = this.kept.get(entry.id);
    if (known && known.counter === entry.counter) {
      this.kept.delete(entry.id);
    }
    await this.attempt("readwrite", (store) => {
      const asking = store.get(entry.id);
      asking.onsuccess = () => {
        if (asking.result && asking.result.counter === entry.counter) {
          store.delete(entry.id);
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

  async read() {
    const entries = await this.attempt("readonly", (store, result) => {
      const asking = store.getAll();
      asking.onsuccess = () => {
        result.value = asking.result;
      };
    });
    (entries || []).forEach((entry) => {
      const known = this.kept.get(entry.id);
      if (!known || known.counter < entry.counter) {
        this.kept.set(entry.id, entry);
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
      return undefined;
    }
  }
}

export async function openOutbox() {
  let database = null;
  try {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), 2000));
    database = await Promise.race([opened(), late]);
  } catch (error) {
    database = null; // private mode, blocked or full: answers wait in memory
  }
  const outbox = new Outbox(database);
  await outbox.read();
  return outbox;
}
