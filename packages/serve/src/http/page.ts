/** A page to try the model by hand: nothing comes from elsewhere, and it fits 390 pixels. */
export function page(modelName: string): string {
  const name = modelName.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name} – intentsmith</title>
<style>
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.2rem; }
textarea, input { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem; }
label { display: block; margin: .75rem 0 .25rem; }
button { font: inherit; margin: .75rem 0; padding: .5rem 1rem; }
table { width: 100%; border-collapse: collapse; }
td { padding: .25rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
td:last-child { text-align: right; font-variant-numeric: tabular-nums; }
meter { width: 5rem; }
#about { opacity: .7; font-size: .85rem; overflow-wrap: anywhere; }
</style>
</head>
<body>
<main>
<h1>${name}</h1>
<form id="form">
<label for="text">Text</label>
<textarea id="text" rows="3" required></textarea>
<details><summary>Earlier turns</summary><label for="turns">One a line, the oldest first</label>
<textarea id="turns" rows="3"></textarea></details>
<details><summary>API key</summary><label for="key">Only where the service asks for one</label>
<input id="key" type="password" autocomplete="off"></details>
<button>Classify</button>
</form>
<p id="message" role="status"></p>
<table id="labels" aria-label="labels, best first"></table>
<p id="about"></p>
</main>
<script>
const at = (id) => document.getElementById(id);
at("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const key = at("key").value;
  const headers = { "content-type": "application/json", ...(key === "" ? {} : { authorization: "Bearer " + key }) };
  const started = performance.now();
  try {
    const context = at("turns").value.split("\\n").filter((turn) => turn.trim() !== "");
    const input = context.length === 0 ? at("text").value : { text: at("text").value, context };
    const body = JSON.stringify({ input, topK: 5 });
    const response = await fetch("v1/classify", { method: "POST", headers, body });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error.code + ": " + answer.error.message);
    show(answer, performance.now() - started);
  } catch (error) {
    at("message").textContent = error.message;
    at("labels").replaceChildren();
  }
});
function show({ model, results: [result] }, ms) {
  const abstains = result.abstained ? " (abstains: " + result.reason + ")" : "";
  at("message").textContent = (result.label ?? "no label") + abstains;
  const rows = result.top.map(({ label, score, probability }) => {
    const row = document.createElement("tr");
    const value = probability ?? score;
    const meter = Object.assign(document.createElement("meter"), { min: 0, max: 1, value: Math.max(0, value) });
    row.insertCell().textContent = label;
    row.insertCell().append(meter, " " + value.toFixed(3));
    return row;
  });
  at("labels").replaceChildren(...rows);
  const needed = model.threshold == null ? "no threshold" : "threshold " + model.threshold.by + " " + model.threshold.least.toFixed(3);
  at("about").textContent = "model " + model.version + ", " + needed + ", " + ms.toFixed(0) + " ms there and back" + (result.turnsRead === undefined ? "" : ", earlier turns read: " + result.turnsRead);
}
</script>
</body>
</html>
`;
}
