"use strict";
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
  // it is agreed. Gives { conflicts, unlocks }, by size and then by place; null if there are too many.
  function of(crossings, partyOf, isAgreed) {
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
  return { of, bySize };
})();
