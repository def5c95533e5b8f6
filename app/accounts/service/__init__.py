"""What people can do about themselves and each other: enrol, sign in, unlock, sign out, change a passphrase."""

from app.accounts.enrolment import Cleared, Enrolled, Enrolment
from app.accounts.service.counting import Caller
from app.accounts.service.enrolling import enrol
from app.accounts.service.forgetting import forget_what_is_over
from app.accounts.service.own_sessions import end_session, forget_device, put_notice_away, sign_out, sign_out_everywhere
from app.accounts.service.signing_in import Attempt, Begun, sign_in
from app.accounts.service.unlocking import Checked, change_passphrase, lock, unlock

__all__ = [
    "Attempt",
    "Begun",
    "Caller",
    "Checked",
    "Cleared",
    "Enrolled",
    "Enrolment",
    "change_passphrase",
    "end_session",
    "enrol",
    "forget_device",
    "forget_what_is_over",
    "lock",
    "put_notice_away",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "unlock",
]
