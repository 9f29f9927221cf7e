// Conflicts and unlocks from the sets of crossed demands that the deals at hand have. An unlock is a least set of demands
// which, no longer enforced, leaves an agreed deal; a conflict is a least set of demands that meets every unlock.
const reasons = (function () {
  const MOST_PARTIES = 12, MOST_CANDIDATES = 4000, MOST_KEPT = 4000, MOST_STEPS = 4000000;

  const isPart = (small, large) => small.every((one) => large.includes(one));
  const bySize = (one, other) => {
    if (one.length !== other.length) return one.length - other.length;
    const at = one.findIndex((demand, place) => demand !== other[place]);
    return at < 0 ? 0 : one[at] - other[at];
  };

  // The sets that have no other as a part; null if it takes too long.
  function least(sets, steps) {
    const kept = [];
    for (const set of sets.slice().sort(bySize)) {
      steps.left -= kept.length + 1;
      if (steps.left < 0) return null;
      if (!kept.some((one) => isPart(one, set))) kept.push(set);
    }
    return kept;
  }

  // The least sets of these parties whose yes, given on top of all others', makes the deal agreed.
  function givers(parties, isAgreed) {
    const found = [];
    const masks = Array.from({ length: 1 << parties.length }, (_, mask) => mask);
    const size = (mask) => { let n = 0; for (let rest = mask; rest > 0; rest &= rest - 1) n++; return n; };
    masks.sort((one, other) => size(one) - size(other) || one - other);
    for (const mask of masks) {
      if (found.some((one) => (one & mask) === one)) continue;
      if (isAgreed(parties.filter((_, at) => ((mask >>> at) & 1) === 0))) found.push(mask);
    }
    return found.map((mask) => parties.filter((_, at) => ((mask >>> at) & 1) === 1));
  }

  // `crossings`: what deals cross, a set in each world; `partyOf`: demand -> party; `isAgreed`: parties that say no -> whether
  // it is agreed. Gives { conflicts, unlocks }, by size and then by place, the unlocks alone where `isHalf`; null if there are
  // too many.
  function of(crossings, partyOf, isAgreed, isHalf = false) {
    const steps = { left: MOST_STEPS }, candidates = new Map();
    for (const worlds of crossings) {
      // A deal has to be agreed in every world: what is given up for one of them is for the next.
      let together = [[]];
      for (const set of worlds) {
        const parties = Array.from(new Set(set.map(partyOf)));
        if (parties.length > MOST_PARTIES) return null;
        const own = givers(parties, isAgreed).map((giving) => set.filter((demand) => giving.includes(partyOf(demand))));
        const both = new Map();
        for (const one of together) for (const other of own) {
          const union = Array.from(new Set([...one, ...other])).sort((a, b) => a - b);
          both.set(union.join(), union);
        }
        if (both.size > MOST_CANDIDATES) return null;
        together = Array.from(both.values());
      }
      for (const given of together) candidates.set(given.join(), given);
      if (candidates.size > MOST_CANDIDATES) return null;
    }
    const unlocks = least(Array.from(candidates.values()), steps);
    if (unlocks === null) return null;
    if (isHalf) return { unlocks };
    let conflicts = [[]];
    for (const unlock of unlocks) {
      const next = [];
      for (const set of conflicts) {
        if (set.some((demand) => unlock.includes(demand))) next.push(set);
        else for (const demand of unlock) next.push(set.concat(demand).sort((a, b) => a - b));
      }
      conflicts = least(next, steps);
      if (conflicts === null || conflicts.length > MOST_KEPT) return null;
    }
    return { conflicts, unlocks };
  }
  // Some deal is agreed where all demands of one unlock give way: a decision graph over the demands, as the program makes it,
  // its nodes [demand, where giving way leads, where holding leads], children first; -1 is agreed, -2 is not. Null if it
  // grows too large.
  const MOST_NODES = 20000;
  function ways(unlocks) {
    const nodes = [], known = new Map();
    const node = (sets) => {
      if (sets.length === 0) return -2;
      if (sets.some((set) => set.length === 0)) return -1;
      const key = sets.map((set) => set.join()).sort().join(";");
      if (known.has(key)) return known.get(key);
      if (nodes.length >= MOST_NODES) return null;
      const frequency = new Map();
      for (const set of sets) for (const demand of set) frequency.set(demand, (frequency.get(demand) || 0) + 1);
      let demand = null;
      for (const [one, n] of frequency) {
        if (demand === null || n > frequency.get(demand) || (n === frequency.get(demand) && one < demand)) demand = one;
      }
      const less = least(sets.map((set) => set.filter((one) => one !== demand)), { left: Infinity });
      const given = node(less), held = node(sets.filter((set) => !set.includes(demand)));
      if (given === null || held === null) return null;
      nodes.push([demand, given, held]);
      known.set(key, nodes.length - 1);
      return nodes.length - 1;
    };
    const root = node(unlocks);
    return root === null ? null : { nodes, root };
  }
  // The probability, from the chance that each demand gives way.
  function probability({ nodes, root }, givesWay) {
    const value = [], read = (at) => (at === -1 ? 1 : at === -2 ? 0 : value[at]);
    for (const [demand, given, held] of nodes) {
      const p = givesWay(demand);
      value.push(p * read(given) + (1 - p) * read(held));
    }
    return Math.max(0, Math.min(1, read(root)));
  }
  return { of, bySize, ways, probability };
})();
