#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs the Debian packages named as arguments that are missing.
set -eu

missing=
for package; do
	dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null |
	    grep -qx installed || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "These packages are missing, and only root can install" \
		    "them:$missing" >&2
		exit 1
	fi
	as_root=sudo
fi
echo "Installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get -q update >/dev/null
# shellcheck disable=SC2086
$as_root apt-get -q -y install --no-install-recommends $missing >/dev/null
