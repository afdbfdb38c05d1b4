"""Signed-in devices: what they are called, and for how long a PIN is fresh."""

from datetime import timedelta

import pytest

from quizapp.accounts.rules import PROOF_LASTS, device_label, is_proved
from tests.conftest import NOON

ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; SM-A107F) AppleWebKit/537.36 (KHTML, like Gecko)"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 15_7 like Mac OS X) AppleWebKit/605.1.15"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        (f"{ANDROID} Chrome/120.0 Mobile Safari/537.36", "Chrome, Android"),
        (f"{ANDROID} Chrome/120.0 Mobile Safari/537.36 Zalo android/12", "Zalo, Android"),
        (f"{ANDROID} Chrome/80 [FBAN/FB4A;FBAV/300]", "Facebook, Android"),
        (f"{ANDROID} SamsungBrowser/22 Chrome/111", "Samsung Internet, Android"),
        (f"{IPHONE} Version/15.6 Mobile/15E148 Safari/604.1", "Safari, iPhone"),
        (f"{IPHONE} CriOS/120.0 Mobile/15E148 Safari/604.1", "Chrome, iPhone"),
        (f"{WINDOWS} Chrome/120.0 Safari/537.36 Edg/120.0", "Edge, Windows"),
        (f"{WINDOWS} coc_coc_browser/110 Chrome/104", "Cốc Cốc, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Firefox/120.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/16 Safari/605", "Safari, macOS"),
        ("Something (Android)", "Android"),
        ("curl/8.0", None),
        ("", None),
        ("<script>Chrome", "Chrome"),
    ],
)  # fmt: skip
def test_a_device_is_called_by_browser_and_system(user_agent, label):
    assert device_label(user_agent) == label


@pytest.mark.parametrize(("seconds", "is_fresh"), [(-1, True), (0, False), (1, False)])
def test_a_pin_is_fresh_for_a_quarter_of_an_hour(seconds, is_fresh):
    assert timedelta(minutes=15) == PROOF_LASTS
    now = NOON + PROOF_LASTS + timedelta(seconds=seconds)
    assert is_proved(NOON, now) is is_fresh
