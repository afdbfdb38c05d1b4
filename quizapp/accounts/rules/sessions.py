"""Signed-in devices: how long they last, when they are asked again, their names. Pure."""

from datetime import datetime, timedelta

#: So long after a PIN or password was typed its device may show what belongs to others.
PROOF_LASTS = timedelta(minutes=15)
#: So long a password that fitted waits for its second factor.
HALF_WAY_LASTS = timedelta(minutes=10)
LONGEST_LABEL = 60

#: The first word that a browser's own description holds says which one it is.
_BROWSERS = (
    ("Zalo", "Zalo"),
    ("FBAN", "Facebook"),
    ("FBAV", "Facebook"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("CocCoc", "Cốc Cốc"),
    ("EdgA/", "Edge"),
    ("EdgiOS", "Edge"),
    ("Edg/", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_label(user_agent: str) -> str | None:
    """Return a few words for a device, such as “Chrome, Android”; None: can't be told.

    For people to know their devices by; nothing is decided by it.
    """
    names = [
        next((name for mark, name in marks if mark in user_agent), None)
        for marks in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in names if name)[:LONGEST_LABEL] or None


def is_proved(proved_at: datetime, now: datetime) -> bool:
    """Tell whether a PIN or password was typed on a device not long ago."""
    return now < proved_at + PROOF_LASTS
