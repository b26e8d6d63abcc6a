// Which SKU a number of the sheet belongs to, so that it can be asked where it is from.

const KEYS = [["SKU master", "Master SKU"], ["SKU"], ["SKU toko", "Shop SKU"]];

// The SKU beside the number in a cell, or "" where it is no number or nothing says whose it is. Of a bundle, the first.
export function skuOf(model, row, column) {
  if (!model?.known || row < model.frozen || model.cell(row, column)[1] !== "n") return "";
  for (const names of KEYS) {
    const at = model.column(...names);
    const text = at < 0 || at === column ? "" : model.text(row, at).split(/[*+]/)[0].trim();
    if (text && text !== "-") return text;
  }
  return "";
}
