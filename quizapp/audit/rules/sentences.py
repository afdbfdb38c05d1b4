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
    "accounts.brought_in": message(
        "%(who)s made an account for the person %(what)s, %(where)s"
    ),
    "accounts.officer_invited": message("%(who)s invited an officer for %(what)s"),
    "accounts.officer_invitation_revoked": message(
        "%(who)s took back an invitation of an officer for %(what)s"
    ),
    "accounts.second_factor_set_up": message("%(who)s set up a second factor"),
    "accounts.second_factor_replaced": message(
        "%(who)s moved the own second factor to another phone"
    ),
    "accounts.second_factor_reset": message(
        "%(who)s took the second factor of %(what)s away"
    ),
    "accounts.recovery_codes_made": message(
        "%(who)s made %(count)s new recovery codes"
    ),
    "accounts.recovery_code_used": message(
        "%(who)s signed in by a recovery code; left: %(left)s"
    ),
    "accounts.session_ended": message("%(who)s signed own devices out"),
    "entries.assisted": message(
        "%(who)s entered somebody on an officer's device: %(what)s, %(where)s"
    ),
    "entries.device_handed_over": message(
        "%(who)s handed the device over for the quiz: %(what)s, %(where)s"
    ),
    "entries.corrected": message("%(who)s corrected %(what)s, %(where)s"),
    "entries.insiders_added": message(
        "%(who)s added people to the list of those who run %(what)s"
    ),
    "entries.insider_removed": message(
        "%(who)s took somebody off the list of those who run %(what)s"
    ),
    "entries.moved": message(
        "%(who)s moved people of %(what)s to other units: %(count)s"
    ),
    "judging.pair_dismissed": message(
        "%(who)s decided that two entries are of two people, %(where)s"
    ),
    "judging.dismissal_undone": message(
        "%(who)s took back that two entries are of two people, %(where)s"
    ),
    "judging.persons_merged": message(
        "%(who)s let entries number %(kept)s and %(merged)s count as one person, %(where)s"
    ),
    "judging.persons_parted": message(
        "%(who)s took back that entries number %(kept)s and %(merged)s count as one"
        " person, %(where)s"
    ),
    "judging.stepped_back": message(
        "%(who)s stepped back from judging entries of %(what)s"
    ),
    "members.listed": message(
        "%(who)s took over %(what)s, added: %(added)s, changed: %(changed)s, %(where)s"
    ),
    "members.confirmed": message(
        "%(who)s confirmed an entry as that of %(what)s on the list of members, %(where)s"
    ),
    "members.refused": message(
        "%(who)s said that an entry isn't that of %(what)s on the list of members, %(where)s"
    ),
    "members.undone": message(
        "%(who)s parted an entry from %(what)s on the list of members, %(where)s"
    ),
    "members.unit_taken": message(
        "%(who)s gave an entry the unit that %(what)s has on the list of members, %(where)s"
    ),
    "members.removed": message(
        "%(who)s took %(what)s off the list of members, %(where)s"
    ),
    "members.sheet_printed": message(
        "%(who)s printed cards with codes for %(what)s: %(cards)s, %(where)s"
    ),
    "privacy.person_erased": message(
        "%(who)s erased the personal data of %(what)s (entries: %(entries)s)"
    ),
    "privacy.request_entered": message("%(who)s wrote down %(what)s"),
    "privacy.request_answered": message("%(who)s answered %(what)s"),
    "privacy.kept_to_retention": message("%(who)s erased %(what)s"),
    "units.added": message("%(who)s added the unit %(what)s"),
    "units.imported": message(
        "%(who)s imported %(what)s, added: %(added)s, changed: %(changed)s, counts of members: %(rolls)s"
    ),
    "units.members_counted": message(
        "%(who)s wrote down how many members %(what)s has"
    ),
    "units.renamed": message("%(who)s changed the name or type of %(what)s"),
    "units.moved": message("%(who)s put %(what)s below another unit"),
    "units.merged": message("%(who)s merged other units into %(what)s"),
    "units.split": message("%(who)s split %(what)s"),
    "units.dissolved": message("%(who)s dissolved %(what)s"),
    "units.reformed": message(
        "%(who)s took over a table of units and their successors, %(what)s among them"
    ),
    "units.undone": message("%(who)s undid a change of %(what)s"),
}
#: For an action of a version of the program that isn't this one.
UNKNOWN = message("%(who)s did “%(action)s” to %(what)s")

#: Kinds of subjects, ``kind:id``, where nothing of that number is found any more.
SUBJECTS: dict[str, str] = {
    "account": message("account number %(id)s"),
    "audit": message("entry number %(id)s of the record"),
    "bank": message("question bank number %(id)s"),
    "contest": message("contest number %(id)s"),
    "data_request": message("request number %(id)s about personal data"),
    "entry": message("contest entry number %(id)s"),
    "handbook": message("handbook number %(id)s"),
    "listed_member": message("place number %(id)s on a list of members"),
    "member_list": message("list of members number %(id)s"),
    "person_dismissal": message("decision number %(id)s on two entries of two people"),
    "person_merge": message("decision number %(id)s on two entries of one person"),
    "privacy": message("personal data past its time"),
    "round": message("round number %(id)s"),
    "unit": message("unit number %(id)s"),
    "unit_tree": message("unit tree number %(id)s"),
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
