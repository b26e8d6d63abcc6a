// How the page asks its server: one look for all that is new, and deeds as JSON.

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function answerOf(response) {
  const told = await response.json();
  if (!response.ok) throw new Refused(response.status, told.error?.message ?? String(response.status));
  return told;
}

export async function look(asked) {
  const query = new URLSearchParams(asked);
  return answerOf(await fetch(`/api/live?${query}`));
}

export async function post(path, body) {
  const sent = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return answerOf(await fetch(`/api/${path}`, sent));
}

export async function explain(sku) {
  return answerOf(await fetch(`/api/explain?${new URLSearchParams({ sku })}`));
}
