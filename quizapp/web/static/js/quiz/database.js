// The database of this site in the browser: two stores, see outbox.js.

const NAME = "quizapp";
const OUTBOX = "outbox";
const ANSWERS = "answers";

function asked() {
  return new Promise((resolve, reject) => {
    const asking = indexedDB.open(NAME, 2);
    asking.onupgradeneeded = () => {
      [OUTBOX, ANSWERS].forEach((store) => {
        if (!asking.result.objectStoreNames.contains(store)) {
          asking.result.createObjectStore(store, { keyPath: "id" });
        }
      });
    };
    asking.onsuccess = () => resolve(asking.result);
    asking.onerror = () => reject(asking.error);
    asking.onblocked = () => reject(new Error("blocked"));
  });
}

// Runs work on both stores and resolves with its result once it is durable.
export function within(database, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([OUTBOX, ANSWERS], mode);
    const result = {};
    work(transaction.objectStore(OUTBOX), transaction.objectStore(ANSWERS), result);
    transaction.oncomplete = () => resolve(result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

// Resolves to the database, or to null: private mode, blocked, full or silent.
export async function openDatabase() {
  try {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), 2000));
    return await Promise.race([asked(), late]);
  } catch (error) {
    return null;
  }
}
