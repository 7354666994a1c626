#!/bin/sh
# Finds a Chromium for the browser tests, or installs Debian's. Prints its path, and nothing else, on standard output.
#
#   install_browser.sh          finds one; if there is none, installs it where that needs no password
#   install_browser.sh --find   only finds one
#
# Exit code 1, and what to do, when there is none. BRIEFBOOK_CHROMIUM names one that is not on PATH.
set -eu

find_browser() {
    if [ -n "${BRIEFBOOK_CHROMIUM:-}" ]; then
        if "$BRIEFBOOK_CHROMIUM" --version >/dev/null 2>&1; then
            printf '%s\n' "$BRIEFBOOK_CHROMIUM"
            return 0
        fi
        echo "BRIEFBOOK_CHROMIUM is $BRIEFBOOK_CHROMIUM, which does not start as a Chromium." >&2
        exit 1
    fi
    for name in chromium chromium-browser google-chrome google-chrome-stable \
        '/Applications/Chromium.app/Contents/MacOS/Chromium' \
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'; do
        # It must start: Ubuntu's chromium-browser without snap is a script that only says what to install.
        if browser=$(command -v "$name") && "$browser" --version >/dev/null 2>&1; then
            printf '%s\n' "$browser"
            return 0
        fi
    done
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

may_install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

find_browser && exit 0
if [ "${1:-}" != --find ] && may_install; then
    echo 'Installing Chromium for the browser tests, with apt-get ...' >&2
    {
        as_root apt-get -qq -o DPkg::Lock::Timeout=120 update &&
            as_root apt-get -qq -o DPkg::Lock::Timeout=120 install -y --no-install-recommends chromium
    } </dev/null >/dev/null || echo 'apt-get failed: its message is above.' >&2
    find_browser && exit 0
fi
cat >&2 <<'END'
The browser tests need Chromium or Chrome, and none was found. Install one, then run this again:
  Debian:           sudo apt-get install chromium
  Ubuntu:           sudo snap install chromium
  Fedora:           sudo dnf install chromium
  macOS, Homebrew:  brew install --cask google-chrome
One that is elsewhere: set BRIEFBOOK_CHROMIUM to its path.
END
exit 1
