# `just` lists what there is; every recipe is a step of `.ci/run`, the same for people and machines.

_default:
    @just --list

# Everything that must hold before a change is taken in
gate:
    .ci/run

# Unit tests, laws, snapshots and the command
test:
    .ci/run test doc-test

# The engines under every instruction set of this machine, and without any of x86-64
instructions:
    .ci/run instructions portable

# Formatting and lints
lint:
    .ci/run fmt clippy doc

# Licenses, bans, sources and (where reachable) advisories of the dependencies
deny:
    .ci/run deny advisories

# The flagship scenario, and what the authors of all scenarios expect
scenarios:
    .ci/run flagship expectations

# Benches, once each
benches:
    .ci/run benches
