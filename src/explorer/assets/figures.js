// Numbers as people read them, in the very forms of the program. There is one rounding: to the nearest, ties to the even
// digit, on the exact decimal of the number. 0.125 is 0.12, as the program writes it, where `toFixed` says 0.13.
const figures = (function () {
  // `toFixed` is exact but for ties, which it takes up. Every number that is shown with decimals is above 1e-5, so a hundred
  // decimals are all that it has.
  function fixed(number, decimals) {
    const text = number.toFixed(decimals), exact = number.toFixed(100);
    const point = exact.indexOf("."), kept = exact.slice(0, point + 1 + decimals), rest = exact.slice(point + 1 + decimals);
    if (!/^50*$/.test(rest)) return text;
    const down = decimals === 0 ? kept.slice(0, -1) : kept;
    return Number(down[down.length - 1]) % 2 === 0 ? down : text;
  }
  function grouped(number) {
    const text = String(number);
    return text.length > 15 && /^\d+$/.test(text) ? `${text[0]}.${text.slice(1, 3)}e${text.length - 1}` : text.replace(/\B(?=(\d{3})+$)/g, ",");
  }
  function percent(share) {
    if (share === null || !Number.isFinite(share)) return "–";
    if (share <= 0) return "0 %";
    if (share >= 1) return "100 %";
    const text = fixed(share * 100, 1);
    return text === "0.0" ? "< 0.1 %" : text === "100.0" ? "> 99.9 %" : text + " %";
  }
  function chance(p) {
    if (p === null || !Number.isFinite(p)) return "–";
    if (p <= 0) return "0";
    if (p >= 1) return "1";
    if (p < 0.0001) return p.toExponential(0).replace("e+", "e");
    const text = fixed(p, p < 0.00095 ? 4 : p < 0.0095 ? 3 : 2);
    return text === "1.00" ? "> 0.99" : text;
  }
  // The places in braces of a form; what is filled in is not read again.
  const fill = (form, places) => form.replace(/\{(\w+)\}/g, (_, name) => (name in places ? places[name] : ""));
  function anyOf(things) {
    return things.length < 2 ? things.join("") : things.slice(0, -1).join(", ") + " or " + things[things.length - 1];
  }
  return { fixed, grouped, percent, chance, fill, anyOf };
})();
