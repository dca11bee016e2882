#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What "make faults" runs; see README.md.
. "$(dirname "$0")/../lib.sh"
. "$tests/faults/stage.sh"

set_stage || exit 1
drive "$@"
