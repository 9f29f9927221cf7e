# `just` lists what there is; every recipe but those for daily work is a step of `.ci/run`, the same for people and machines.

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

# For daily work: the command in the profile `dev`, built again in seconds after a file was touched
build:
    cargo build

# … and the integration tests that a word names, such as `counts::`, in the same profile
quick word:
    cargo test --profile dev --test all -- {{word}}

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
