"""How acts read: each action that is recorded anywhere has its sentence here.

``%(who)s`` acted on ``%(what)s``; other parameters are details of the entry, those of
roles, contests and units by their names. Pure.
"""

from quizapp.phrases import message

SENTENCES: dict[str, str] = {
    "accounts.role_granted": message(
        "%(who)s gave %(what)s the role “%(role)s”, %(where)s"
    ),
    "accounts.role_revoked": message(
        "%(who)s ended the role “%(role)s” of %(what)s, %(where)s"
    ),
    "accounts.reset_code_issued": message("%(who)s issued a reset code to %(what)s"),
    "accounts.password_code_issued": message(
        "%(who)s issued a code to choose a password to %(what)s"
    ),
    "accounts.staff_added": message("%(who)s made an account for %(what)s"),
    "accounts.staff_changed": message("%(who)s changed name or phone of %(what)s"),
    "accounts.disabled": message("%(who)s put the account of %(what)s out of use"),
    "accounts.enabled": message("%(who)s put the account of %(what)s back into use"),
    "attempts.time_given": message("%(who)s gave extra time in %(what)s"),
    "attempts.outage_given": message("%(who)s gave an outage back in %(what)s"),
    "attempts.time_undone": message("%(who)s took given time back in %(what)s"),
    "audit.exported": message("%(who)s exported %(count)s entries of the record"),
    "audit.text_erased": message("%(who)s erased the reason of %(what)s"),
    #: Never kept: ``quizapp doctor`` writes it to try whether it can be changed.
    "audit.tried": message("%(who)s tried whether the record can be changed"),
    "download_bank": message(
        "%(who)s downloaded version %(version)s of %(what)s with right answers"
    ),
    "drop_draft": message("%(who)s gave up the draft of %(what)s"),
    "publish_bank": message("%(who)s published a version of %(what)s"),
    "read_draft": message("%(who)s gave a verdict on the draft of %(what)s"),
    "helpdesk.phone_shown": message("%(who)s looked at the whole phone of %(what)s"),
    "helpdesk.phone_changed": message("%(who)s changed the phone of %(what)s"),
    "helpdesk.phone_freed": message("%(who)s gave the phone of %(what)s back"),
    "helpdesk.name_mended": message("%(who)s mended the name of %(what)s"),
    "handbook.made": message("%(who)s made %(what)s"),
    "handbook.changed": message("%(who)s changed %(what)s"),
    "handbook.published": message("%(who)s published %(what)s"),
    "handbook.withdrawn": message("%(who)s withdrew %(what)s"),
    "practice.offered": message("%(who)s offered %(what)s for practice"),
    "practice.changed": message("%(who)s changed how %(what)s is shown for practice"),
    "practice.withdrawn": message("%(who)s withdrew %(what)s from practice"),
}
#: For an action of a version of the program that isn't this one.
UNKNOWN = message("%(who)s did “%(action)s” to %(what)s")

#: Kinds of subjects, ``kind:id``, where nothing of that number is found any more.
SUBJECTS: dict[str, str] = {
    "account": message("account number %(id)s"),
    "audit": message("entry number %(id)s of the record"),
    "bank": message("question bank number %(id)s"),
    "contest": message("contest number %(id)s"),
    "handbook": message("handbook number %(id)s"),
    "round": message("round number %(id)s"),
    "unit": message("unit number %(id)s"),
}
#: For a kind of a version of the program that isn't this one.
UNKNOWN_SUBJECT = message("item number %(id)s")

#: Why somebody exports the record, as it is asked: key → words.
WHY: dict[str, str] = {
    "review": message("regular review"),
    "complaint": message("dealing with a complaint"),
    "archive": message("keeping it in the archive"),
    "authority": message("asked for by an authority"),
}
